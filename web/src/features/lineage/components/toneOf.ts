import type { VersionRow } from '@vain/indexer'

/** The colour that repeats a state. */
export function toneOf(state: VersionRow['state']): 'good' | 'warn' | 'bad' | 'info' | 'plain' {
  if (state === 'final') return 'good'
  if (state === 'disputed') return 'warn'
  if (state === 'overturned') return 'bad'
  return state === 'certified' ? 'info' : 'plain'
}

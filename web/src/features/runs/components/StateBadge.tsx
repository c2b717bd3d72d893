import type { State } from '@vain/indexer'
import type { ReactNode } from 'react'
import { Badge } from '../../../shared/ui/index.ts'

const tones = {
  idle: 'plain',
  open: 'info',
  masked: 'info',
  proposed: 'info',
  certified: 'info',
  final: 'good',
  aborted: 'warn',
  disputed: 'warn',
  overturned: 'bad',
} as const

/** Where a round or run stands, in the contract's word. */
export function StateBadge({ state }: { readonly state: State }): ReactNode {
  return <Badge tone={tones[state]}>{state}</Badge>
}

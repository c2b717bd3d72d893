import type { ProposalState } from '@vain/abi'
import type { ReactNode } from 'react'
import { Badge } from '../../../shared/ui/index.ts'

const tones = {
  pending: 'plain',
  active: 'info',
  canceled: 'plain',
  defeated: 'bad',
  succeeded: 'good',
  queued: 'info',
  expired: 'warn',
  executed: 'good',
} as const

/** The state of a proposal; `…` until the governor has said it. */
export function StateBadge({ state }: { readonly state: ProposalState | undefined }): ReactNode {
  return state === undefined ? <Badge>…</Badge> : <Badge tone={tones[state]}>{state}</Badge>
}

import type { ProposalState } from '@vain/abi'
import type { Standing } from '../../queries/useStanding.ts'

/** A step in the life of a proposal. */
export type LifeStep = {
  readonly name: string
  readonly state: 'done' | 'now' | 'ahead' | 'failed'
  /** Unix seconds; undefined if it is not known. */
  readonly at?: number
}

/** Which step a state is in: 0 before the vote … 4 executed. */
const places: Readonly<Record<ProposalState, number>> = {
  pending: 0,
  active: 1,
  defeated: 1,
  canceled: 1,
  succeeded: 2,
  expired: 2,
  queued: 3,
  executed: 4,
}

/** The life of a proposal, by the state and the times that its governor gives. */
export function stepsOf({ state, snapshot, deadline, readyAt, expiry }: Standing): LifeStep[] {
  const place = places[state]
  const isOver = ['defeated', 'canceled', 'expired'].includes(state)
  const steps: { name: string; at?: number }[] = [
    { name: 'Before the vote', at: snapshot },
    { name: 'Vote', at: deadline },
    { name: 'To be queued', at: expiry },
    { name: 'In the timelock', ...(readyAt > 0 && { at: readyAt }) },
    { name: 'Executed' },
  ]
  const known = isOver ? [...steps.slice(0, place), { name: state }] : steps
  return known.map((step, i) => ({
    ...step,
    state:
      isOver && i === known.length - 1
        ? 'failed'
        : i < place || state === 'executed'
          ? 'done'
          : i === place
            ? 'now'
            : 'ahead',
  }))
}

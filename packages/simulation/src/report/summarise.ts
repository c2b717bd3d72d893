import type { SimulationReport } from '../simulate.ts'

/** A simulation in a few numbers. */
export type Summary = {
  readonly rounds: number
  readonly certified: number
  readonly aborted: number
  /** Seconds of the virtual clock. */
  readonly seconds: number
  /** Of the last model that was looked at; undefined if none was. */
  readonly accuracy: number | undefined
  readonly loss: number | undefined
  /** Mean bytes that a member sent and fetched in a round with a result. */
  readonly bytesPerRound: number
  /**
   * How evenly members were in sums: Jain's index, 1 for all alike and 1/n for one alone.
   * Source: Jain, Chiu and Hawe 1984.
   */
  readonly fairness: number
  /** Members that were in no sum. */
  readonly neverIn: number
}

/** Sums up a simulation. */
export function summarise({ rounds, participation }: SimulationReport): Summary {
  const certified = rounds.filter(({ outcome }) => outcome === 'certified')
  const mark = rounds.findLast((round) => round.mark !== undefined)?.mark
  const total = participation.reduce((sum, count) => sum + count, 0)
  const squares = participation.reduce((sum, count) => sum + count * count, 0)
  return {
    rounds: rounds.length,
    certified: certified.length,
    aborted: rounds.length - certified.length,
    seconds: rounds.at(-1)?.second ?? 0,
    accuracy: mark?.accuracy,
    loss: mark?.loss,
    bytesPerRound:
      certified.reduce((sum, { bytes }) => sum + bytes, 0) / Math.max(1, certified.length),
    fairness: total === 0 ? 0 : (total * total) / (participation.length * squares),
    neverIn: participation.filter((count) => count === 0).length,
  }
}

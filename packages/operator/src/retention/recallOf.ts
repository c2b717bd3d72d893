import type { RoleName } from '@vain/chain'
import type { Recall } from '@vain/protocol'
import { type CourtTerms, gameMoves } from './planRetention.ts'

/** What a daemon of its own kind looks back at, beside what every operator does. */
export type LookBack = {
  /** Rounds of a run before the last. */
  readonly rounds: number
  /** The first round of a run of which it keeps something that later rounds go on from. */
  readonly from: (run: number) => number | undefined
}

/** Rounds that are held in any case: for the API, and to look back over rounds that were aborted. */
const leastRounds = 100

/**
 * Which rounds a daemon's view of the ledger holds: those of which everything is retained, and for
 * an aggregator, whom courts ask, all that `planRetention` says they may still be about.
 */
export function recallOf(
  { keepRounds, roles }: { readonly keepRounds: number; readonly roles: readonly RoleName[] },
  { maxAge, moveSeconds }: CourtTerms,
  lookBack: LookBack | undefined,
): Recall {
  return {
    // One more than is retained, so that the first one held is never the first one wanted.
    rounds: Math.max(leastRounds + (lookBack?.rounds ?? 0), keepRounds, maxAge) + 1,
    seconds: roles.includes('aggregator') ? gameMoves * moveSeconds : 0,
    ...(lookBack && { from: lookBack.from }),
  }
}

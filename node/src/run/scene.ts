import type { ChainState, Follower } from '@vain/chain'
import { currentRound, type LedgerView, type RoundView, type RunView } from '@vain/protocol'

/** A round as the chain shows it now. */
export type Scene = {
  readonly view: LedgerView
  readonly run: RunView
  readonly round: RoundView
  /** Number of the latest block. */
  readonly headBlock: number
  /** Chain time of the latest block, seconds. */
  readonly now: number
}

/** The reading half of a follower. */
export type ChainView = Pick<Follower, 'view' | 'onChange'>

/** The round of a run that was opened last, if there is one. */
export function sceneOf({ view, block }: ChainState, id: number): Scene | undefined {
  const run = view.runs.get(id)
  const round = run && currentRound(run)
  return run && round && { view, run, round, headBlock: block.number, now: block.timestamp }
}

import type { ChainState, Follower } from '@vain/chain'
import {
  currentRound,
  type LedgerView,
  leaderOf,
  type RoundView,
  type RunView,
  ringOf,
} from '@vain/protocol'

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

/** Whether an aggregator leads the run, by the time of the latest block. */
export function leads({ view, run, now }: Scene, aggregator: number): boolean {
  const { machine, createdAt, spec } = run
  const around = { params: spec.params, createdAt, now, ring: ringOf(view) }
  return leaderOf(machine, around)?.index === aggregator
}

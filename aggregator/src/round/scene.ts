import type { ChainState } from '@vain/chain'
import { currentRound, type LedgerView, type RoundView, type RunView } from '@vain/protocol'

/** A run as the chain shows it now. */
export type RunScene = {
  readonly view: LedgerView
  readonly run: RunView
  /** Chain time, seconds. */
  readonly now: number
  readonly block: number
}

/** A run and its round that was opened last. */
export type Scene = RunScene & { readonly round: RoundView }

/** What the chain shows of a run, if it is there. */
export function runSceneOf({ view, block }: ChainState, id: number): RunScene | undefined {
  const run = view.runs.get(id)
  return run && { view, run, now: block.timestamp, block: block.number }
}

/** The scene with its current round, if one was opened. */
export function roundSceneOf(scene: RunScene): Scene | undefined {
  const round = currentRound(scene.run)
  return round && { ...scene, round }
}

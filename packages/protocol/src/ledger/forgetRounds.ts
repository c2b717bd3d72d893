import { concatBytes, fromHex } from '@vain/base'
import type { LedgerView, PastRounds, RoundView, RunView } from './view.ts'

/** How far back a view goes on holding the rounds of each run. The last one always stays. */
export type Recall = {
  /** How many before the last, at least 0. */
  readonly rounds: number
  /** Seconds for which a round stays once so many and one more were opened after it. */
  readonly seconds: number
  /** The first round of a run that something else needs, with all after it; undefined: none. */
  readonly from?: (run: number) => number | undefined
}

/** Rounds that are forgotten together, at least: views of neighbouring blocks share the rest. */
const together = 64

/**
 * A view without what is beyond the recall: of rounds long over it keeps what `PastRounds` has, of
 * validator sets those that a round which it holds was opened with, and the newest.
 *
 * Whatever event comes next, it says of the view what it says of the one that holds everything, as
 * every transition looks at the last round, the newest set and the machine alone.
 *
 * @param now - time of the view's block, seconds
 * @returns the same view where there is not enough to forget
 */
export function forgetRounds(view: LedgerView, recall: Recall, now: number): LedgerView {
  const runs = [...view.runs.values()].map((run) => forgetIn(run, recall, now))
  const isSame = runs.every((run) => view.runs.get(run.run) === run)
  return forgetSets(isSame ? view : { ...view, runs: new Map(runs.map((run) => [run.run, run])) })
}

function forgetIn(run: RunView, recall: Recall, now: number): RunView {
  const most = countBeyond(run, recall, now)
  // Asked last, as it may look at a disk.
  const count = most < together ? 0 : Math.min(most, countBefore(run, recall.from?.(run.run)))
  if (count < together) return run
  const past = [...run.past, condense(run.rounds.slice(0, count))]
  return { ...run, past, rounds: run.rounds.slice(count) }
}

/** How many of the rounds that are held are as old as that, the first ones. */
function countBeyond({ rounds }: RunView, recall: Recall, now: number): number {
  const closing = rounds.slice(recall.rounds + 1)
  const first = closing.findIndex(({ opened }) => opened.timestamp >= now - recall.seconds)
  return first < 0 ? closing.length : first
}

function countBefore({ rounds: [first] }: RunView, number: number | undefined): number {
  if (number === undefined || first === undefined) return Number.POSITIVE_INFINITY
  return Math.max(0, number - first.round)
}

function condense(rounds: readonly RoundView[]): PastRounds {
  const contents = rounds.flatMap(({ proposal, certificate, overturned }) =>
    proposal && certificate && !overturned ? [fromHex(proposal.model.content)] : [],
  )
  return {
    openedAt: rounds.map(({ opened }) => opened.timestamp),
    models: concatBytes(...contents),
  }
}

function forgetSets(view: LedgerView): LedgerView {
  const { sets, runs, latestEpoch } = view
  if (sets.size <= together) return view
  const held = new Set([...runs.values()].flatMap(({ rounds }) => rounds.map(({ epoch }) => epoch)))
  const kept = [...sets].filter(([epoch]) => epoch === latestEpoch || held.has(epoch))
  return sets.size - kept.length < together ? view : { ...view, sets: new Map(kept) }
}

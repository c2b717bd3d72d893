import { allRounds, type LedgerView, type RoundView } from '../ledger/view.ts'
import { type Fault, isFault } from '../verify/fault.ts'
import type { Fetching } from '../verify/fetch.ts'
import { fetchConfiguration } from '../verify/fetchConfiguration.ts'
import { cumulateRewards, type Rewards } from './cumulate.ts'
import { needsFacts, type RewardPolicy, ruleOf } from './policy.ts'
import { readRoundFacts } from './readRoundFacts.ts'
import { isSettled, type RoundFacts } from './rewardRound.ts'

/** The first thing that keeps the rewards of a round from being computed. */
export type RewardFault = Fault & { readonly run: number; readonly round: number }

/**
 * Computes what everybody has earned from the chain and the artefacts of all settled rounds whose rule
 * pays trainers, and reads nothing of other rounds.
 *
 * Two with the same view and policy get the same amounts, from whomever they have the artefacts.
 *
 * @throws {VainError} `protocol/rounds-forgotten`
 *
 * Source: docs/protocol/rewards.md.
 */
export async function readRewards(
  from: Fetching,
  view: LedgerView,
  policy: RewardPolicy,
): Promise<Rewards | RewardFault> {
  const facts = new Map<RoundView, RoundFacts>()
  for (const run of view.runs.values()) {
    const paid = allRounds(run).filter(
      (round) => isSettled(round) && needsFacts(ruleOf(policy, run.run, round.round)),
    )
    const [first] = paid
    if (first === undefined) continue
    const configuration = await fetchConfiguration(from, run)
    if (isFault(configuration)) return { ...configuration, run: run.run, round: first.round }
    for (const round of paid) {
      const read = await readRoundFacts(from, view, round, configuration)
      if (isFault(read)) return { ...read, run: run.run, round: round.round }
      facts.set(round, read)
    }
  }
  return cumulateRewards(view, policy, (round) => facts.get(round))
}

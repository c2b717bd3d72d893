import { VainError } from '@vain/base'
import type { Hex } from '../hex.ts'
import { allRounds, type LedgerView, type RoundView } from '../ledger/view.ts'
import { needsFacts, type RewardPolicy, ruleOf } from './policy.ts'
import { isSettled, type RoundFacts, type RoundReward, rewardRound } from './rewardRound.ts'

/** What everybody has earned since the beginning. */
export type Rewards = {
  /** By account, in the token's smallest unit, each above zero. */
  readonly amounts: ReadonlyMap<Hex, bigint>
  /** Sum of all amounts. */
  readonly total: bigint
  /** What settled rounds did not pay out of their pools. */
  readonly withheld: bigint
  /** Per settled round with a rule, by run and round. */
  readonly rounds: readonly RoundReward[]
}

/**
 * Adds up what all settled rounds of a ledger pay under a policy. Rounds without a rule pay nothing,
 * and so do rounds that were aborted, overturned, or can still be.
 *
 * Two validators with the same view, policy and artefacts get the same amounts. As rounds only ever
 * become settled, an amount never falls while the rules of past rounds stay as they are.
 *
 * @param factsOf - what stands in the artefacts of a settled round; asked of those alone that pay trainers
 * @throws {VainError} `rewards/facts-missing` if they are not known; `protocol/rounds-forgotten`
 *
 * Source: docs/protocol/rewards.md.
 */
export function cumulateRewards(
  view: LedgerView,
  policy: RewardPolicy,
  factsOf: (round: RoundView) => RoundFacts | undefined,
): Rewards {
  const rounds = [...view.runs.values()]
    .toSorted((a, b) => a.run - b.run)
    .flatMap((run) => allRounds(run).filter(isSettled))
    .flatMap((round) => {
      const rule = ruleOf(policy, round.run, round.round)
      if (rule === undefined) return []
      const facts = needsFacts(rule) ? knownFacts(round, factsOf) : noFacts
      return [rewardRound(view, round, rule, facts)]
    })
  const amounts = new Map<Hex, bigint>()
  for (const { paid } of rounds)
    for (const [account, amount] of paid)
      amounts.set(account, (amounts.get(account) ?? 0n) + amount)
  const total = [...amounts.values()].reduce((sum, amount) => sum + amount, 0n)
  const withheld = rounds.reduce((sum, round) => sum + round.withheld, 0n)
  return { amounts, total, withheld, rounds }
}

const noFacts: RoundFacts = { revealed: [], evaluations: new Map() }

function knownFacts(
  round: RoundView,
  factsOf: (round: RoundView) => RoundFacts | undefined,
): RoundFacts {
  const facts = factsOf(round)
  if (facts === undefined)
    throw new VainError('rewards/facts-missing', 'the artefacts of a settled round are not known', {
      run: round.run,
      round: round.round,
    })
  return facts
}

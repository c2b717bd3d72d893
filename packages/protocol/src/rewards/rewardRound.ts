import type { Hex } from '../hex.ts'
import type { LedgerView, RoundView } from '../ledger/view.ts'
import { needsFacts, type RewardRule } from './policy.ts'

/** What of a round stands in its artefacts and not on chain. Every validator has checked it. */
export type RoundFacts = {
  /** Senders of the reveal bundle. */
  readonly revealed: readonly number[]
  /** What the validators in the evaluation bundle measured, by index. */
  readonly evaluations: ReadonlyMap<number, { readonly correct: number; readonly total: number }>
}

/** Why trainers of a settled round got nothing. */
export type Withholding = 'below-floor' | 'nobody-revealed'

/** What one round pays. Paid and withheld together are the rule's pools. */
export type RoundReward = {
  readonly run: number
  readonly round: number
  /** By account, all its parts in the round added up. */
  readonly paid: ReadonlyMap<Hex, bigint>
  /** Stays in the pool: what nobody earned, and what rounding down left. */
  readonly withheld: bigint
  readonly reason?: Withholding
}

/** Whether a round has a certificate that nobody can overturn any more. */
export function isSettled(round: RoundView): boolean {
  return (
    round.certificate !== undefined &&
    round.finalized !== undefined &&
    round.overturned === undefined
  )
}

/**
 * What a settled round pays under a rule, in whole units, every share rounded down.
 *
 * Trainers of U2 that revealed share equally, because what each of them weighs in the sum is hidden;
 * below the floor none of them is paid. Validators that signed share by weight. The aggregator of
 * the proposal gets a fixed amount.
 *
 * @param round - settled, see `isSettled`
 *
 * Source: docs/protocol/rewards.md.
 */
export function rewardRound(
  view: LedgerView,
  round: RoundView,
  rule: RewardRule,
  facts: RoundFacts,
): RoundReward {
  const paid = new Map<Hex, bigint>()
  const pay = (account: Hex | undefined, amount: bigint): void => {
    if (account !== undefined && amount > 0n) paid.set(account, (paid.get(account) ?? 0n) + amount)
  }
  const addressOf = (index: number): Hex | undefined => view.operators.get(index)?.address

  const revealed = new Set(facts.revealed)
  const trainers = (round.survivors ?? []).filter((index) => revealed.has(index))
  const reason = withholding(view, round, rule, facts, trainers.length)
  if (reason === undefined)
    for (const index of trainers) pay(addressOf(index), rule.trainers / BigInt(trainers.length))

  const signers = signersOf(view, round)
  const signed = signers.reduce((sum, { weight }) => sum + weight, 0n)
  for (const { index, weight } of signers)
    pay(addressOf(index), (rule.validators * weight) / signed)

  pay(round.proposal?.leader, rule.leader)

  const pools = rule.trainers + rule.validators + rule.leader
  const withheld = [...paid.values()].reduce((left, amount) => left - amount, pools)
  const { run, round: number } = round
  return { run, round: number, paid, withheld, ...(reason && { reason }) }
}

function withholding(
  view: LedgerView,
  round: RoundView,
  rule: RewardRule,
  facts: RoundFacts,
  trainers: number,
): Withholding | undefined {
  if (!needsFacts(rule)) return undefined
  if (trainers === 0) return 'nobody-revealed'
  const { correct, total } = medianAccuracy(view, round, facts)
  // 32-bit counts times 10,000: exact in a double.
  return correct * 10_000 < rule.floorBps * total ? 'below-floor' : undefined
}

/**
 * The lower median, by weight, of the accuracies that validators attested: at least half of the
 * weight behind the evaluations measured this much or less, and at least half this much or more.
 * `0 of 1` if there are none.
 */
export function medianAccuracy(
  view: LedgerView,
  round: RoundView,
  { evaluations }: RoundFacts,
): { readonly correct: number; readonly total: number } {
  const set = view.sets.get(round.epoch)
  const measured = [...evaluations].map(([index, { correct, total }]) => ({
    weight: set?.weights[set.indices.indexOf(index)] ?? 0n,
    // Nothing tried is nothing right.
    ...(total === 0 ? { correct: 0, total: 1 } : { correct, total }),
  }))
  // Products of 32-bit counts are below 2^64: exact as bigint only.
  measured.sort((a, b) =>
    Number(BigInt(a.correct) * BigInt(b.total) - BigInt(b.correct) * BigInt(a.total)),
  )
  const whole = measured.reduce((sum, { weight }) => sum + weight, 0n)
  let below = 0n
  for (const { correct, total, weight } of measured) {
    below += weight
    if (weight > 0n && 2n * below >= whole) return { correct, total }
  }
  return { correct: 0, total: 1 }
}

function signersOf(view: LedgerView, round: RoundView): { index: number; weight: bigint }[] {
  const set = view.sets.get(round.epoch)
  const missing = new Set(round.certificate?.nonSigners)
  return (set?.indices ?? []).flatMap((index, position) =>
    missing.has(position) ? [] : [{ index, weight: set?.weights[position] ?? 0n }],
  )
}

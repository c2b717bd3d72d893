import { z } from 'zod'
import { encode, listOf, tryDecode } from '../codec.ts'

/** What the rounds of a run pay, from a round on. Amounts in the token's smallest unit. */
export type RewardRule = {
  readonly run: number
  /** First round that the rule is for; it ends where the next rule of the run begins. */
  readonly from: number
  /** Shared equally by the trainers whose update is in the sum and who revealed. */
  readonly trainers: bigint
  /** Shared by the validators that signed, by weight. */
  readonly validators: bigint
  /** For the aggregator whose proposal was certified. */
  readonly leader: bigint
  /** Least median accuracy, in 1/10,000, for which trainers are paid. */
  readonly floorBps: number
}

/** By which rules rewards are computed. Source: docs/protocol/rewards.md. */
export type RewardPolicy = { readonly v: 1; readonly rules: readonly RewardRule[] }

/** Longest policy, in bytes. */
export const maxRewardPolicyBytes = 65_536

/** A whole number from 0 in decimal digits: DAG-CBOR has no numbers beyond 64 bits. */
export const amountSchema: z.ZodType<string> = z.string().regex(/^(0|[1-9][0-9]{0,37})$/)

const uint32 = (least: number) => z.number().int().min(least).max(0xffff_ffff)

const ruleSchema = z.strictObject({
  run: uint32(1),
  from: uint32(1),
  trainers: amountSchema,
  validators: amountSchema,
  leader: amountSchema,
  floorBps: z.number().int().min(0).max(10_000),
})

const comesBefore = (a: { run: number; from: number }, b: { run: number; from: number }): boolean =>
  a.run < b.run || (a.run === b.run && a.from < b.from)

const schema = z.strictObject({
  v: z.literal(1),
  rules: listOf(ruleSchema, 1_000, (rules) =>
    rules.every((rule, i) => i === 0 || comesBefore(rules[i - 1] ?? rule, rule)),
  ),
})

/** The artefact whose digest stands in `RewardMerkle.policy`. Rules ascend by run, then round. */
export function encodeRewardPolicy({ v, rules }: RewardPolicy): Uint8Array {
  const plain = rules.map((rule) => ({
    ...rule,
    trainers: `${rule.trainers}`,
    validators: `${rule.validators}`,
    leader: `${rule.leader}`,
  }))
  return encode({ v, rules: plain })
}

/** Reads a policy, or undefined if it is malformed. */
export function decodeRewardPolicy(bytes: Uint8Array): RewardPolicy | undefined {
  const policy = tryDecode(bytes, schema, maxRewardPolicyBytes)
  if (policy === undefined) return undefined
  const rules = policy.rules.map((rule) => ({
    ...rule,
    trainers: BigInt(rule.trainers),
    validators: BigInt(rule.validators),
    leader: BigInt(rule.leader),
  }))
  return { v: policy.v, rules }
}

/**
 * Whether what a rule pays depends on what stands in a round's artefacts: who of the trainers revealed,
 * and how accurate the model is. Else the chain alone says it, also where the artefacts are lost.
 */
export function needsFacts(rule: RewardRule | undefined): rule is RewardRule {
  return rule !== undefined && rule.trainers > 0n
}

/** The rule of a round: the last of its run that begins no later, or none, and it pays nothing. */
export function ruleOf(policy: RewardPolicy, run: number, round: number): RewardRule | undefined {
  return policy.rules.findLast((rule) => rule.run === run && rule.from <= round)
}

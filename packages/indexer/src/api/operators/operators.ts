import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import {
  address,
  amount,
  count,
  countText,
  hash,
  type Mark,
  markShape,
  type None,
  ordinal,
  type RoleName,
  roleNames,
  time,
} from '../values.ts'

/** An operator at a glance. */
export type OperatorRow = {
  readonly index: number
  readonly address: string
  readonly roles: readonly RoleName[]
  readonly isActive: boolean
  readonly endpoints: readonly string[]
  readonly registered: Mark
  /** Stake that counts, as the vault says at the block of `Head`. */
  readonly bonded: string
  /** Votes that it has, its own and delegated. */
  readonly votes: string
  /** Rounds of all runs that it was a member of and that fixed their sum, and those of them whose sum it is in. */
  readonly rounds: { readonly member: number; readonly survived: number }
  /** Sentences that were passed and not pardoned. */
  readonly strikes: number
  /** All that it ever lost. */
  readonly slashed: string
  /** All that it was ever paid. */
  readonly rewards: string
  /** When it last did something on chain or was in a sum; absent if never. */
  readonly seenAt?: number | undefined
}

/** What a court decided. */
export type SentenceRow = Mark & {
  readonly caseId: string
  readonly offence:
    | 'double-signature'
    | 'wrong-sum'
    | 'wrong-certificate'
    | 'malformed-bundle'
    | 'missing-data'
    | 'silence'
  readonly status: 'pending' | 'executed' | 'pardoned'
  readonly reporter: string
  /** Part of its stake that it costs, in 1/10,000. */
  readonly penaltyBps: number
  /** From when on it can be executed. */
  readonly executableAt: number
  /** What was taken, once it was executed. */
  readonly penalty?: string | undefined
}

/** A round that an operator was a member of. */
export type Participation = {
  readonly run: number
  readonly round: number
  readonly at: number
  /** Whether it is in the sum; absent while none is fixed. */
  readonly survived?: boolean | undefined
}

/** Everything that the chain says of an operator. */
export type OperatorDetail = OperatorRow & {
  /** Stake on its way out. */
  readonly unbonding?: { readonly amount: string; readonly readyAt: number } | undefined
  /** Cases that keep it from withdrawing. */
  readonly holds: number
  /** What courts decided of it, the newest sentence first, as slashes and claims are. */
  readonly sentences: readonly SentenceRow[]
  readonly slashes: readonly (Mark & { readonly amount: string })[]
  readonly claims: readonly (Mark & { readonly amount: string })[]
  /** The last 200 rounds that it was a member of, the newest first. */
  readonly participation: readonly Participation[]
  /** Rounds that it was a member of by the day, the oldest first: its uptime as the chain knows it. */
  readonly days: readonly {
    /** First second of the day, in UTC. */
    readonly day: number
    readonly member: number
    readonly survived: number
  }[]
  /** Its stake in the last 200 validator sets that it was in, the oldest first. */
  readonly weights: readonly {
    readonly epoch: number
    readonly at: number
    readonly weight: string
  }[]
  /** Addresses that it announced before, and when it retired. */
  readonly history: readonly (Mark & { readonly what: string })[]
}

const rowShape = {
  index: count,
  address,
  roles: roleNames,
  isActive: z.boolean(),
  endpoints: z.array(z.string()),
  registered: z.object(markShape),
  bonded: amount,
  votes: amount,
  rounds: z.object({ member: count, survived: count }),
  strikes: count,
  slashed: amount,
  rewards: amount,
  seenAt: time.optional(),
}

const row: z.ZodType<OperatorRow> = z.object(rowShape)

const paid = z.array(z.object({ ...markShape, amount }))

const sentence: z.ZodType<SentenceRow> = z.object({
  ...markShape,
  caseId: hash,
  offence: z.enum([
    'double-signature',
    'wrong-sum',
    'wrong-certificate',
    'malformed-bundle',
    'missing-data',
    'silence',
  ]),
  status: z.enum(['pending', 'executed', 'pardoned']),
  reporter: address,
  penaltyBps: count,
  executableAt: time,
  penalty: amount.optional(),
})

const detail: z.ZodType<OperatorDetail> = z.object({
  ...rowShape,
  unbonding: z.object({ amount, readyAt: time }).optional(),
  holds: count,
  sentences: z.array(sentence),
  slashes: paid,
  claims: paid,
  participation: z.array(
    z.object({ run: ordinal, round: ordinal, at: time, survived: z.boolean().optional() }),
  ),
  days: z.array(z.object({ day: time, member: count, survived: count })),
  weights: z.array(z.object({ epoch: count, at: time, weight: amount })),
  history: z.array(z.object({ ...markShape, what: z.string() })),
})

/** All operators that ever registered. */
export const operatorsEndpoint: Endpoint<readonly OperatorRow[], None, undefined> = {
  name: 'readOperators',
  method: 'get',
  path: '/api/v1/operators',
  tag: 'operators',
  text: 'All operators that ever registered, by their numbers.',
  access: 'public',
  answer: z.array(row),
}

/** One operator. */
export const operatorEndpoint: Endpoint<OperatorDetail, { index: number }, undefined> = {
  name: 'readOperator',
  method: 'get',
  path: '/api/v1/operators/{index}',
  tag: 'operators',
  text: 'Everything that the chain says of an operator.',
  access: 'public',
  parameters: { index: countText },
  answer: detail,
  problems: { 404: 'There is no such operator.' },
}

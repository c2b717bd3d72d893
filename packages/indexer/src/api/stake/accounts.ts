import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { type VoteRow, voteRow } from '../governance/votes.ts'
import {
  address,
  addressText,
  amount,
  bytes,
  count,
  hash,
  type Mark,
  markShape,
  ordinal,
  time,
} from '../values.ts'

/** A change of whom an account delegates to; the zero address is nobody. */
export type DelegationRow = Mark & { readonly from: string; readonly to: string }

/** A movement of an account's stake. */
export type StakeMove = Mark & {
  readonly kind: 'bonded' | 'unbonding' | 'withdrawn' | 'slashed'
  readonly amount: string
  /** Of `unbonding`: when all that is unbonding then is free. */
  readonly readyAt?: number | undefined
}

/** Everything that the chain says of an account. What stands now is as of the latest block. */
export type AccountDetail = {
  readonly address: string
  /** Number in `KeyBook`, of an operator. */
  readonly operator?: number | undefined
  /** Not bonded. */
  readonly balance: string
  readonly bonded: string
  readonly unbonding?: { readonly amount: string; readonly readyAt: number } | undefined
  /** Cases that keep it from withdrawing. */
  readonly holds: number
  /** Whom its stake votes through; absent if nobody. */
  readonly delegate?: string | undefined
  /** Votes that it has, its own and delegated. */
  readonly votes: string
  /** Who delegates to it now, other than itself, and with how much. */
  readonly delegators: readonly {
    readonly address: string
    readonly bonded: string
    readonly since: number
  }[]
  /** The last 100, the newest first, of each of these. */
  readonly moves: readonly StakeMove[]
  readonly delegations: readonly DelegationRow[]
  readonly votesCast: readonly VoteRow[]
  readonly proposals: readonly (Mark & { readonly id: string; readonly title: string })[]
  /** Its votes after each change, the oldest first, at most 500. */
  readonly voteHistory: readonly { readonly at: number; readonly votes: string }[]
  readonly rewards: {
    readonly claimed: string
    readonly claims: readonly (Mark & { readonly amount: string })[]
  }
}

const row: z.ZodType<AccountDetail> = z.object({
  address,
  operator: count.optional(),
  balance: amount,
  bonded: amount,
  unbonding: z.object({ amount, readyAt: time }).optional(),
  holds: count,
  delegate: address.optional(),
  votes: amount,
  delegators: z.array(z.object({ address, bonded: amount, since: time })),
  moves: z.array(
    z.object({
      ...markShape,
      kind: z.enum(['bonded', 'unbonding', 'withdrawn', 'slashed']),
      amount,
      readyAt: time.optional(),
    }),
  ),
  delegations: z.array(z.object({ ...markShape, from: address, to: address })),
  votesCast: z.array(voteRow),
  proposals: z.array(z.object({ ...markShape, id: hash, title: z.string() })),
  voteHistory: z.array(z.object({ at: time, votes: amount })),
  rewards: z.object({ claimed: amount, claims: z.array(z.object({ ...markShape, amount })) }),
})

/** One account. */
export const accountEndpoint: Endpoint<AccountDetail, { address: string }, undefined> = {
  name: 'readAccount',
  method: 'get',
  path: '/api/v1/accounts/{address}',
  tag: 'stake',
  text: 'Everything that the chain says of an account: stake, delegations, votes, rewards.',
  access: 'public',
  parameters: { address: addressText },
  answer: row,
}

/** What an account can claim, with what the contract wants to see for it. */
export type RewardStanding = {
  /** The distribution that counts now; absent before the first. */
  readonly distribution?: { readonly number: number; readonly cid: string } | undefined
  readonly claimed: string
  /** All that the account has earned, by that distribution; absent if its artefact cannot be had. */
  readonly cumulative?: string | undefined
  /** Arguments of `RewardMerkle.claim`, if there is anything to claim. */
  readonly proof?: readonly string[] | undefined
}

/** The rewards of an account. */
export const rewardEndpoint: Endpoint<RewardStanding, { address: string }, undefined> = {
  name: 'readReward',
  method: 'get',
  path: '/api/v1/accounts/{address}/reward',
  tag: 'stake',
  text: 'What an account can claim, with the proof that the contract asks for.',
  access: 'public',
  parameters: { address: addressText },
  answer: z.object({
    distribution: z.object({ number: ordinal, cid: z.string() }).optional(),
    claimed: amount,
    cumulative: amount.optional(),
    proof: z.array(bytes).optional(),
  }),
}

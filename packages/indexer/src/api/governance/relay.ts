import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { addressText, hash, hashText, type None } from '../values.ts'
import { type Support, support } from './votes.ts'

/**
 * A vote that its voter has signed, EIP-712 of the governor: `ballot` signs `Ballot`, `reasoned`
 * signs `ExtendedBallot` with `params`, `override` signs `OverrideBallot`.
 */
export type SignedVote = {
  readonly kind: 'ballot' | 'reasoned' | 'override'
  readonly proposal: string
  readonly support: Support
  readonly voter: string
  /** Empty for `ballot`. */
  readonly reason: string
  /** Bytes; only of `reasoned`. */
  readonly params: string
  readonly signature: string
}

const bytesText = (most: number): z.ZodType<string> =>
  z
    .string()
    .max(2 + 2 * most)
    .regex(/^0x([0-9a-fA-F]{2})*$/)
    .toLowerCase()

/** Sends a vote that somebody else has signed. */
export const relayEndpoint: Endpoint<{ readonly transaction: string }, None, SignedVote> = {
  name: 'relayVote',
  method: 'post',
  path: '/api/v1/relay/votes',
  tag: 'governance',
  text: 'Sends a signed vote at the expense of this portal, which checks and simulates it first.',
  access: 'sameOrigin',
  body: z.strictObject({
    kind: z.enum(['ballot', 'reasoned', 'override']),
    proposal: hashText,
    support,
    voter: addressText,
    reason: z.string().max(4_000).default(''),
    params: bytesText(1_000).default('0x'),
    signature: bytesText(4_000),
  }),
  answer: z.object({ transaction: hash }),
  problems: {
    404: 'This portal sends no votes.',
    409: 'The governor would refuse the vote: the sentence says why.',
    429: 'This voter or address has sent too many, or the portal has spent enough for now.',
    502: 'The chain did not take the vote, or cannot be reached.',
    503: 'The account that pays for votes has no ether left, or this portal cannot count them now.',
  },
}

import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { type Page, type PageQuery, pageOf, pageParameters } from '../page.ts'
import { address, amount, hash, hashText, type Mark, markShape } from '../values.ts'

/** What a vote is for. */
export type Support = 'against' | 'for' | 'abstain'

export const support: z.ZodType<Support> = z.enum(['against', 'for', 'abstain'])

/** A vote that was cast. */
export type VoteRow = Mark & {
  readonly proposal: string
  readonly voter: string
  /** `override`: with its own stake in place of its delegate. */
  readonly kind: 'vote' | 'override'
  readonly support: Support
  /** Weight that it was cast with. */
  readonly weight: string
  /** Weight that override votes took from it since. */
  readonly reduced: string
  /** At most 1,000 characters; a longer one is cut and ends in `…`. */
  readonly reason: string
}

export const voteRow: z.ZodType<VoteRow> = z.object({
  ...markShape,
  proposal: hash,
  voter: address,
  kind: z.enum(['vote', 'override']),
  support,
  weight: amount,
  reduced: amount,
  reason: z.string(),
})

/** Votes of a proposal, the newest first. */
export const votesEndpoint: Endpoint<Page<VoteRow>, PageQuery & { id: string }, undefined> = {
  name: 'readVotes',
  method: 'get',
  path: '/api/v1/proposals/{id}/votes',
  tag: 'governance',
  text: 'Votes of a proposal, the newest first.',
  access: 'public',
  parameters: { ...pageParameters, id: hashText },
  answer: pageOf(voteRow),
  problems: { 404: 'There is no such proposal.' },
}

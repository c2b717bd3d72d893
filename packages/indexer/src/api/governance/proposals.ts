import { type ProposalState, proposalStates } from '@vain/chain'
import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import type { EventValue } from '../chain/events.ts'
import { type Page, type PageQuery, pageOf, pageParameters } from '../page.ts'
import { address, amount, bytes, hash, hashText, type Mark, markShape, time } from '../values.ts'

/** Weights of the votes, in the token's smallest unit. */
export type Tally = { readonly for: string; readonly against: string; readonly abstain: string }

/** A proposal at a glance. State, votes, quorum and times are the governor's answers as of the latest block. */
export type ProposalRow = {
  /** 32 bytes; the governor's number in hexadecimal. */
  readonly id: string
  readonly proposer: string
  /** The first line of the description, at most 200 characters. */
  readonly title: string
  readonly created: Mark
  readonly state: ProposalState
  /** After it the vote begins: the stake of that second votes. */
  readonly snapshot: number
  /** Last second of the vote. */
  readonly deadline: number
  readonly votes: Tally
  /** Votes for and abstentions that it takes; absent before the snapshot. */
  readonly quorum?: string | undefined
  /** First second in which it can be executed; absent before it is queued. */
  readonly readyAt?: number | undefined
  /** Last second in which it can be executed. */
  readonly expiry: number
}

/** One thing that a proposal does. */
export type CallRow = {
  readonly target: string
  readonly valueWei: string
  readonly data: string
  /** What is at the target, if it is a contract of the network. */
  readonly contract?: string | undefined
  /** Absent if the calldata is of no function of it, or encodes more than the arguments. */
  readonly function?: string | undefined
  readonly arguments?: Readonly<Record<string, EventValue>> | undefined
}

/** Something that happened to a proposal. */
export type ProposalStep = Mark & {
  readonly step: 'created' | 'queued' | 'executed' | 'canceled' | 'extended'
}

/** Everything of a proposal. */
export type ProposalDetail = ProposalRow & {
  readonly description: string
  /** Keccak-256 of the description's bytes, which `queue`, `execute` and `cancel` ask for. */
  readonly descriptionHash: string
  readonly calls: readonly CallRow[]
  readonly steps: readonly ProposalStep[]
  /** Sums of the votes after each block with votes, the oldest first, at most 500. */
  readonly history: readonly (Tally & { readonly at: number })[]
}

const tallyShape = { for: amount, against: amount, abstain: amount }

const rowShape = {
  id: hash,
  proposer: address,
  title: z.string(),
  created: z.object(markShape),
  state: z.enum(proposalStates),
  snapshot: time,
  deadline: time,
  votes: z.object(tallyShape),
  quorum: amount.optional(),
  readyAt: time.optional(),
  expiry: time,
}

const row: z.ZodType<ProposalRow> = z.object(rowShape)

const detail: z.ZodType<ProposalDetail> = z.object({
  ...rowShape,
  description: z.string(),
  descriptionHash: hash,
  calls: z.array(
    z.object({
      target: address,
      valueWei: amount,
      data: bytes,
      contract: z.string().optional(),
      function: z.string().optional(),
      arguments: z.record(z.string(), z.json() as z.ZodType<EventValue>).optional(),
    }),
  ),
  steps: z.array(
    z.object({
      ...markShape,
      step: z.enum(['created', 'queued', 'executed', 'canceled', 'extended']),
    }),
  ),
  history: z.array(z.object({ ...tallyShape, at: time })),
})

/** Which proposals. */
export type ProposalQuery = PageQuery & {
  readonly text?: string | undefined
  readonly state?: ProposalState | undefined
  readonly proposer?: string | undefined
}

/** Proposals, the newest first. */
export const proposalsEndpoint: Endpoint<Page<ProposalRow>, ProposalQuery, undefined> = {
  name: 'readProposals',
  method: 'get',
  path: '/api/v1/proposals',
  tag: 'governance',
  text: 'Proposals, the newest first.',
  access: 'public',
  parameters: {
    ...pageParameters,
    text: z.string().max(100).optional().describe('Only those whose id or description has this.'),
    state: z.enum(proposalStates).optional().describe('Only those in this state.'),
    proposer: z
      .string()
      .regex(/^0x[0-9a-fA-F]{40}$/)
      .toLowerCase()
      .optional()
      .describe('Only those of this account.'),
  },
  answer: pageOf(row),
}

/** One proposal. */
export const proposalEndpoint: Endpoint<ProposalDetail, { id: string }, undefined> = {
  name: 'readProposal',
  method: 'get',
  path: '/api/v1/proposals/{id}',
  tag: 'governance',
  text: 'Everything of a proposal: calls, raw and decoded, steps, and votes over time.',
  access: 'public',
  parameters: { id: hashText },
  answer: detail,
  problems: { 404: 'There is no such proposal.' },
}

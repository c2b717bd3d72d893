import { type Endpoint, integerText } from '@vain/service'
import { z } from 'zod'
import { type State, state } from './runs.ts'
import { amount, count, hash, operatorIndex, ordinal, ordinalText, time } from './values.ts'

/** A round at a glance. */
export type RoundSummary = {
  readonly round: number
  readonly state: State
  readonly openedAt: number
  readonly members: number
  /** Members whose masked vectors are in the sum, once that is fixed. */
  readonly survivors?: number | undefined
  /** Number of the model that it made, if its certificate stands. */
  readonly version?: number | undefined
}

/** A step of a round on chain. */
type Step = {
  readonly step: string
  readonly block: number
  readonly transaction: string
  readonly at: number
}

/** Everything the chain says of a round. */
export type RoundDetail = RoundSummary & {
  readonly run: number
  /** Of the validator set. */
  readonly epoch: number
  readonly threshold: number
  /** Every member, and whether it is in the sum, once that is fixed. */
  readonly roster: readonly { readonly operator: number; readonly survived?: boolean | undefined }[]
  readonly steps: readonly Step[]
  /** What was published, by what it is. */
  readonly artefacts: Readonly<Record<string, { readonly root: string; readonly cid: string }>>
  readonly certificate?: CertificateRow | undefined
}

/** What made a model part of the lineage. */
type CertificateRow = {
  readonly version: number
  readonly digest: string
  /** BLS12-381 signature in G1. */
  readonly signature: string
  /** Operators of the validator set whose signatures are not in it. */
  readonly nonSigners: readonly number[]
  readonly signedWeight: string
  readonly totalWeight?: string | undefined
}

const summary = z.object({
  round: ordinal,
  state,
  openedAt: time,
  members: count,
  survivors: count.optional(),
  version: ordinal.optional(),
})

const detail: z.ZodType<RoundDetail> = summary.extend({
  run: ordinal,
  epoch: count,
  threshold: count,
  roster: z.array(z.object({ operator: operatorIndex, survived: z.boolean().optional() })),
  steps: z.array(z.object({ step: z.string(), block: count, transaction: hash, at: time })),
  artefacts: z.record(z.string(), z.object({ root: hash, cid: z.string() })),
  certificate: z
    .object({
      version: ordinal,
      digest: hash,
      signature: z.string().regex(/^0x[0-9a-f]+$/),
      nonSigners: z.array(operatorIndex),
      signedWeight: amount,
      totalWeight: amount.optional(),
    })
    .optional(),
})

/** Which of a run's rounds. */
export type RoundPage = {
  readonly run: number
  readonly before?: number | undefined
  readonly limit: number
}

/** Rounds of a run, the newest first. */
export const roundsEndpoint: Endpoint<readonly RoundSummary[], RoundPage, undefined> = {
  name: 'readRounds',
  method: 'get',
  path: '/api/v1/runs/{run}/rounds',
  tag: 'network',
  text: 'Rounds of a run that the daemon holds, the newest first. All are in an index.',
  access: 'public',
  parameters: {
    run: ordinalText,
    before: ordinalText.optional().describe('Only rounds before this one.'),
    limit: integerText({ min: 1, max: 100 }).default(20),
  },
  answer: z.array(summary),
  problems: { 404: 'There is no such run.' },
}

/** One round. */
export const roundEndpoint: Endpoint<RoundDetail, { run: number; round: number }, undefined> = {
  name: 'readRound',
  method: 'get',
  path: '/api/v1/runs/{run}/rounds/{round}',
  tag: 'network',
  text: 'Everything that the chain says of a round: members, steps, artefacts, certificate.',
  access: 'public',
  parameters: { run: ordinalText, round: ordinalText },
  answer: detail,
  problems: { 404: 'There is no such run or round.' },
}

import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { type Page, type PageQuery, pageOf, pageParameters } from '../page.ts'
import {
  address,
  amount,
  bytes,
  count,
  hash,
  type Mark,
  markShape,
  ordinal,
  ordinalText,
  time,
} from '../values.ts'
import {
  type ArtefactRow,
  artefactRow,
  type Evaluation,
  evaluation,
  type State,
  state,
} from './runs.ts'

/** A round at a glance. */
export type RoundSummary = {
  readonly run: number
  readonly round: number
  readonly state: State
  readonly epoch: number
  readonly openedAt: number
  /** Chain time of its last step, in seconds. */
  readonly changedAt: number
  readonly members: number
  /** Members whose masked vectors are in the sum, once that is fixed. */
  readonly survivors?: number | undefined
  /** Number of the model that it made, if its certificate stands. */
  readonly version?: number | undefined
  /** Stake that signed, and all stake of the validator set. */
  readonly signedWeight?: string | undefined
  readonly totalWeight?: string | undefined
  /** Gas of all its transactions so far; absent if the receipt of one could not be had. */
  readonly gas?: number | undefined
  readonly evaluation?: Evaluation | undefined
}

/** A step of a round on chain. */
export type RoundStep = Mark & {
  readonly step: string
  readonly gas?: number | undefined
  /** Who sent the transaction. */
  readonly from?: string | undefined
}

/** A validator of the set that a certificate is of. */
export type Signer = {
  readonly operator: number
  readonly address: string
  /** Its stake when the set was made. */
  readonly weight: string
  readonly hasSigned: boolean
}

/** Everything the chain says of a round. */
export type RoundDetail = RoundSummary & {
  readonly threshold: number
  /** The model that it trains from. */
  readonly model: ArtefactRow
  /** Every member, and whether it is in the sum, once that is fixed. */
  readonly roster: readonly {
    readonly operator: number
    readonly address: string
    readonly wasForced: boolean
    readonly survived?: boolean | undefined
  }[]
  /** In the order of the chain. */
  readonly steps: readonly RoundStep[]
  /** What was published, by what it is: `roster share masks reveals sum model evaluation`. */
  readonly artefacts: Readonly<Record<string, ArtefactRow>>
  readonly certificate?: CertificateRow | undefined
}

/** What made a model part of the lineage. */
export type CertificateRow = {
  readonly version: number
  /** What was signed. */
  readonly digest: string
  /** BLS12-381 signature in G1. */
  readonly signature: string
  readonly signers: readonly Signer[]
}

const summaryShape = {
  run: ordinal,
  round: ordinal,
  state,
  epoch: count,
  openedAt: time,
  changedAt: time,
  members: count,
  survivors: count.optional(),
  version: ordinal.optional(),
  signedWeight: amount.optional(),
  totalWeight: amount.optional(),
  gas: count.optional(),
  evaluation: evaluation.optional(),
}

const summary: z.ZodType<RoundSummary> = z.object(summaryShape)

const detail: z.ZodType<RoundDetail> = z.object({
  ...summaryShape,
  threshold: count,
  model: artefactRow,
  roster: z.array(
    z.object({
      operator: count,
      address,
      wasForced: z.boolean(),
      survived: z.boolean().optional(),
    }),
  ),
  steps: z.array(
    z.object({ ...markShape, step: z.string(), gas: count.optional(), from: address.optional() }),
  ),
  artefacts: z.record(z.string(), artefactRow),
  certificate: z
    .object({
      version: ordinal,
      digest: hash,
      signature: bytes,
      signers: z.array(
        z.object({ operator: count, address, weight: amount, hasSigned: z.boolean() }),
      ),
    })
    .optional(),
})

/** Rounds of a run, the newest first. */
export const roundsEndpoint: Endpoint<
  Page<RoundSummary>,
  PageQuery & { run: number },
  undefined
> = {
  name: 'readRounds',
  method: 'get',
  path: '/api/v1/runs/{run}/rounds',
  tag: 'training',
  text: 'Rounds of a run, the newest first.',
  access: 'public',
  parameters: { ...pageParameters, run: ordinalText },
  answer: pageOf(summary),
  problems: { 404: 'There is no such run.' },
}

/** One round. */
export const roundEndpoint: Endpoint<RoundDetail, { run: number; round: number }, undefined> = {
  name: 'readRound',
  method: 'get',
  path: '/api/v1/runs/{run}/rounds/{round}',
  tag: 'training',
  text: 'Everything that the chain says of a round: members, steps, artefacts, certificate.',
  access: 'public',
  parameters: { run: ordinalText, round: ordinalText },
  answer: detail,
  problems: { 404: 'There is no such run or round.' },
}

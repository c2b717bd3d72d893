import { type Endpoint, integerText } from '@vain/service'
import { z } from 'zod'
import { type PageQuery, pageParameters } from '../page.ts'
import { amount, count, hash, type Mark, markShape, ordinal, ordinalText } from '../values.ts'
import {
  type ArtefactRow,
  artefactRow,
  type Evaluation,
  evaluation,
  type State,
  state,
} from './runs.ts'

/** A model of a run's lineage. */
export type VersionRow = {
  readonly version: number
  /** Version that it was trained from; 0 for the first model. */
  readonly parent: number
  readonly round: number
  /** Of its round: `certified`, `disputed`, `final` or `overturned`. */
  readonly state: State
  readonly certified: Mark
  readonly model: ArtefactRow
  /** What validators signed. */
  readonly digest: string
  readonly signers: number
  readonly validators: number
  readonly signedWeight: string
  readonly totalWeight?: string | undefined
  /** Its entry in the contract of the lineage, once somebody has recorded it. */
  readonly recorded?: (Mark & { readonly index: number }) | undefined
  readonly evaluation?: Evaluation | undefined
}

/** A version that governance named for use. */
export type Promotion = Mark & {
  /** 32 bytes; what of them is text, `text` says. */
  readonly tag: string
  readonly text?: string | undefined
  readonly version: number
}

/** A run that governance sent back. */
export type Rollback = Mark & { readonly version: number; readonly model: ArtefactRow }

/** The chain of a run's models. */
export type Lineage = {
  readonly run: number
  /** The first model, version 0. */
  readonly genesis: ArtefactRow & { readonly created: Mark }
  /** The newest first. */
  readonly rows: readonly VersionRow[]
  readonly next?: string | undefined
  /** All of them, in the order of the chain; the last one of a tag counts. */
  readonly promotions: readonly Promotion[]
  readonly rollbacks: readonly Rollback[]
}

const version: z.ZodType<VersionRow> = z.object({
  version: ordinal,
  parent: count,
  round: ordinal,
  state,
  certified: z.object(markShape),
  model: artefactRow,
  digest: hash,
  signers: count,
  validators: count,
  signedWeight: amount,
  totalWeight: amount.optional(),
  recorded: z.object({ ...markShape, index: count }).optional(),
  evaluation: evaluation.optional(),
})

/** The models of a run. */
export const versionsEndpoint: Endpoint<Lineage, PageQuery & { run: number }, undefined> = {
  name: 'readVersions',
  method: 'get',
  path: '/api/v1/runs/{run}/versions',
  tag: 'training',
  text: 'The chain of models of a run, the newest first, with promotions and rollbacks.',
  access: 'public',
  parameters: {
    ...pageParameters,
    limit: integerText({ min: 1, max: 1_000 }).default(100),
    run: ordinalText,
  },
  answer: z.object({
    run: ordinal,
    genesis: z.object({
      root: hash,
      cid: z.string().optional(),
      created: z.object(markShape),
    }),
    rows: z.array(version),
    next: z.string().optional(),
    promotions: z.array(
      z.object({ ...markShape, tag: hash, text: z.string().optional(), version: ordinal }),
    ),
    rollbacks: z.array(z.object({ ...markShape, version: count, model: artefactRow })),
  }),
  problems: { 404: 'There is no such run.' },
}

import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import {
  address,
  count,
  hash,
  type Mark,
  markShape,
  type None,
  ordinal,
  ordinalText,
  time,
} from '../values.ts'

const states = [
  'idle',
  'open',
  'masked',
  'proposed',
  'certified',
  'final',
  'aborted',
  'disputed',
  'overturned',
] as const

/** Where a round stands; `idle` before the first one of a run. */
export type State = (typeof states)[number]

export const state: z.ZodType<State> = z.enum(states)

/** Bytes that were published, by their root and where to find them. */
export type ArtefactRow = { readonly root: string; readonly cid?: string | undefined }

export const artefactRow: z.ZodType<ArtefactRow> = z.object({
  root: hash,
  cid: z.string().optional(),
})

/** What validators measured on their held-out examples, from the artefact that the chain names. */
export type Evaluation = {
  /** Examples that were classified right, of all validators. */
  readonly correct: number
  readonly total: number
  /** Share of right ones, 0…1. */
  readonly accuracy: number
  /** Mean loss, in nats or in half ranges squared. */
  readonly loss: number
}

export const evaluation: z.ZodType<Evaluation> = z.object({
  correct: count,
  total: count,
  accuracy: z.number().min(0).max(1),
  loss: z.number(),
})

/** Where a run stands. */
export type RunRow = {
  readonly run: number
  readonly created: Mark
  /** CID of the configuration. */
  readonly configuration: string
  /** Hashes that the chain has for the run. */
  readonly hashes: {
    readonly configuration: string
    readonly trainProgram: string
    readonly evaluateProgram: string
    readonly dataPolicy: string
    readonly genesisModel: string
  }
  /** The round that was opened last; 0 before the first. */
  readonly round: number
  readonly state: State
  /** When this state began, in seconds. */
  readonly since: number
  /** Models that were certified. */
  readonly version: number
  /** Last second in which the round goes on, or from which its model is final. */
  readonly deadline: number
  /** Whose turn it is. */
  readonly leader?: { readonly address: string; readonly operator?: number | undefined } | undefined
  /** Head of the hash chain over its rounds. */
  readonly head: string
  /** The model that the next round begins with; where the first one is stands in the configuration. */
  readonly model: ArtefactRow
  /** Of the newest version whose evaluations could be had. */
  readonly evaluation?: (Evaluation & { readonly version: number }) | undefined
  /** `IRunRegistry.Params`, by name. */
  readonly rules: Readonly<Record<string, number>>
}

const row: z.ZodType<RunRow> = z.object({
  run: ordinal,
  created: z.object(markShape),
  configuration: z.string(),
  hashes: z.object({
    configuration: hash,
    trainProgram: hash,
    evaluateProgram: hash,
    dataPolicy: hash,
    genesisModel: hash,
  }),
  round: count,
  state,
  since: time,
  version: count,
  deadline: time,
  leader: z.object({ address, operator: count.optional() }).optional(),
  head: hash,
  model: artefactRow,
  evaluation: evaluation.and(z.object({ version: ordinal })).optional(),
  rules: z.record(z.string(), z.number()),
})

/** All runs of the network. */
export const runsEndpoint: Endpoint<readonly RunRow[], None, undefined> = {
  name: 'readRuns',
  method: 'get',
  path: '/api/v1/runs',
  tag: 'training',
  text: 'Where all runs stand.',
  access: 'public',
  answer: z.array(row),
}

/** One run. */
export const runEndpoint: Endpoint<RunRow, { run: number }, undefined> = {
  name: 'readRun',
  method: 'get',
  path: '/api/v1/runs/{run}',
  tag: 'training',
  text: 'Where a run stands.',
  access: 'public',
  parameters: { run: ordinalText },
  answer: row,
  problems: { 404: 'There is no such run.' },
}

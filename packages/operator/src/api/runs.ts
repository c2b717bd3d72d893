import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import {
  address,
  count,
  hash,
  type None,
  operatorIndex,
  ordinal,
  ordinalText,
  time,
} from './values.ts'

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

/** Where a run stands. */
export type RunRow = {
  readonly run: number
  readonly createdAt: number
  /** CID of the configuration. */
  readonly configuration: string
  /** The round that was opened last; 0 before the first. */
  readonly round: number
  readonly state: State
  /** Models that were certified. */
  readonly version: number
  /** Last second in which the round goes on, or from which its model is final. */
  readonly deadline: number
  /** Whose turn it is. */
  readonly leader?: { readonly address: string; readonly index?: number | undefined } | undefined
  /** Head of the hash chain over its rounds. */
  readonly head: string
  /** The model that the next round begins with; the first one stands in the configuration. */
  readonly model: { readonly root: string; readonly cid?: string | undefined }
  readonly rules: Readonly<Record<string, number>>
}

const row: z.ZodType<RunRow> = z.object({
  run: ordinal,
  createdAt: time,
  configuration: z.string(),
  round: count,
  state,
  version: count,
  deadline: time,
  leader: z.object({ address, index: operatorIndex.optional() }).optional(),
  head: hash,
  model: z.object({ root: hash, cid: z.string().optional() }),
  rules: z.record(z.string(), z.number()),
})

/** All runs of the network. */
export const runsEndpoint: Endpoint<readonly RunRow[], None, undefined> = {
  name: 'readRuns',
  method: 'get',
  path: '/api/v1/runs',
  tag: 'network',
  text: 'Where all runs stand.',
  access: 'public',
  answer: z.array(row),
}

/** One run. */
export const runEndpoint: Endpoint<RunRow, { run: number }, undefined> = {
  name: 'readRun',
  method: 'get',
  path: '/api/v1/runs/{run}',
  tag: 'network',
  text: 'Where a run stands.',
  access: 'public',
  parameters: { run: ordinalText },
  answer: row,
  problems: { 404: 'There is no such run.' },
}

import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { type Page, type PageQuery, pageOf, pageParameters } from '../page.ts'
import {
  address,
  addressText,
  count,
  hash,
  type Mark,
  markShape,
  maxListLength,
  maxTextLength,
  type None,
} from '../values.ts'
import { type Head, headSchema } from './head.ts'

/** A value of an event: numbers in decimals, bytes in hexadecimal, structs by the names of fields. */
export type EventValue =
  | string
  | boolean
  | readonly EventValue[]
  | { readonly [name: string]: EventValue }

const value: z.ZodType<EventValue> = z.json() as z.ZodType<EventValue>

/** An event of a contract of the network, decoded. */
export type EventRow = Mark & {
  readonly logIndex: number
  /** The contract by its name in `Portal.contracts`. */
  readonly contract: string
  readonly address: string
  readonly name: string
  readonly arguments: Readonly<Record<string, EventValue>>
}

const row: z.ZodType<EventRow> = z.object({
  ...markShape,
  logIndex: count,
  contract: z.string(),
  address,
  name: z.string(),
  arguments: z.record(z.string(), value),
})

/** Which events. */
export type EventQuery = PageQuery & {
  readonly contract?: string | undefined
  readonly name?: string | undefined
  readonly address?: string | undefined
}

const word = z
  .string()
  .regex(/^[A-Za-z]{1,40}$/)
  .optional()

/** The raw index. */
export const eventsEndpoint: Endpoint<Page<EventRow>, EventQuery, undefined> = {
  name: 'readEvents',
  method: 'get',
  path: '/api/v1/events',
  tag: 'chain',
  text: `Events of the contracts, the newest first. Texts of more than ${maxTextLength} characters are cut and end in “…”, and lists of more than ${maxListLength} elements end there: the transaction has the whole.`,
  access: 'public',
  parameters: {
    ...pageParameters,
    contract: word.describe('Only those of this contract.'),
    name: word.describe('Only those of this name.'),
    address: addressText.optional().describe('Only those that name this address.'),
  },
  answer: pageOf(row),
}

/** What has changed. */
export type IndexChange = {
  readonly head: Head
  /** Last block that is left of the index before, if the chain was reorganised. */
  readonly revertedTo?: number | undefined
  /** What was indexed since the message before, at most 100 events, the newest last; long texts cut. */
  readonly events: readonly Pick<EventRow, 'contract' | 'name' | 'arguments' | 'transaction'>[]
}

/** What has changed, as it changes. */
export const liveEndpoint: Endpoint<IndexChange, None, undefined> = {
  name: 'followIndex',
  method: 'get',
  path: '/api/v1/events/live',
  tag: 'chain',
  text: 'What has changed, over a WebSocket: blocks, events, reorganisations.',
  access: 'sameOrigin',
  isStream: true,
  answer: z.object({
    head: headSchema,
    revertedTo: count.optional(),
    events: z.array(
      z.object({
        contract: z.string(),
        name: z.string(),
        arguments: z.record(z.string(), value),
        transaction: hash,
      }),
    ),
  }),
}

import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { count, hash, type None, time } from '../values.ts'

/** How far the index has come. */
export type Head = {
  /** The newest block of which everything is indexed. */
  readonly block: number
  readonly hash: string
  readonly timestamp: number
  /** Events in the index. */
  readonly events: number
  /** Reorganisations that were followed since the index was made. */
  readonly reorgs: number
  /** Blocks of the chain that are not indexed yet, as far as is known. */
  readonly behindBlocks: number
}

export const headSchema: z.ZodType<Head> = z.object({
  block: count,
  hash,
  timestamp: time,
  events: count,
  reorgs: count,
  behindBlocks: count,
})

/** How far the index has come. */
export const headEndpoint: Endpoint<Head, None, undefined> = {
  name: 'readHead',
  method: 'get',
  path: '/api/v1/head',
  tag: 'chain',
  text: 'The newest block of which everything is indexed.',
  access: 'public',
  answer: headSchema,
  problems: { 503: 'Nothing is indexed yet.' },
}

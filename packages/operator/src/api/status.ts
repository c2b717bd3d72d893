import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { type Health, healthSchema } from './health.ts'
import { amount, count, type None, time } from './values.ts'

/** How a daemon fares, for its operator. */
export type Status = Health & {
  readonly startedAt: number
  /** The machine's time. */
  readonly now: number
  /** Resident memory, in bytes. */
  readonly memoryBytes: number
  /** Seconds by which the newest block is older than the machine's time. */
  readonly blockAgeSeconds: number
  /** VAIN bonded, not bonded, and wei for gas, each in the smallest unit; nothing while the chain is away. */
  readonly funds?:
    | { readonly bonded: string; readonly free: string; readonly wei: string }
    | undefined
}

/** How the daemon fares. */
export const statusEndpoint: Endpoint<Status, None, undefined> = {
  name: 'readStatus',
  method: 'get',
  path: '/api/v1/status',
  tag: 'operator',
  text: 'How this daemon fares, with its funds.',
  access: 'own',
  answer: healthSchema.extend({
    startedAt: time,
    now: time,
    memoryBytes: count,
    blockAgeSeconds: z.int(),
    funds: z.object({ bonded: amount, free: amount, wei: amount }).optional(),
  }),
}

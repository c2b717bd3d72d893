import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { amount, count, type None, time } from '../values.ts'

/** The stake of the network. */
export type StakeHistory = {
  /** All that is bonded, as the events add up, after each change, the oldest first, at most 500. */
  readonly points: readonly {
    readonly at: number
    readonly block: number
    readonly bonded: string
  }[]
  /** Validator sets, the oldest first, the last 200. */
  readonly epochs: readonly {
    readonly epoch: number
    readonly at: number
    readonly validators: number
    readonly weight: string
  }[]
}

/** The stake of the network over time. */
export const stakeHistoryEndpoint: Endpoint<StakeHistory, None, undefined> = {
  name: 'readStakeHistory',
  method: 'get',
  path: '/api/v1/stake/history',
  tag: 'stake',
  text: 'All that is bonded, over time, and the validator sets.',
  access: 'public',
  answer: z.object({
    points: z.array(z.object({ at: time, block: count, bonded: amount })),
    epochs: z.array(z.object({ epoch: count, at: time, validators: count, weight: amount })),
  }),
}

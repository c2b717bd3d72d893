import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { address, count, hash, type None, time } from './values.ts'

/** What the daemon has seen of the chain, and where the contracts are. */
export type ChainHead = {
  readonly chainId: string
  readonly block: { readonly number: number; readonly hash: string; readonly timestamp: number }
  /** Operators that are active. */
  readonly operators: number
  readonly runs: number
  /** Epoch of the newest validator set. */
  readonly epoch?: number | undefined
  readonly contracts: Readonly<Record<string, string>>
}

/** The newest block of which this daemon has seen everything. */
export const chainEndpoint: Endpoint<ChainHead, None, undefined> = {
  name: 'readChain',
  method: 'get',
  path: '/api/v1/chain',
  tag: 'network',
  text: 'The newest block that this daemon has followed, and the contracts.',
  access: 'public',
  answer: z.object({
    chainId: z.string().regex(/^\d+$/),
    block: z.object({ number: count, hash, timestamp: time }),
    operators: count,
    runs: count,
    epoch: count.optional(),
    contracts: z.record(z.string(), address),
  }),
}

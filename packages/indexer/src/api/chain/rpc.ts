import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import type { None } from '../values.ts'

/** A request of JSON-RPC. */
export type RpcCall = {
  readonly jsonrpc: '2.0'
  readonly id: string | number | null
  readonly method: string
  readonly params?: readonly unknown[] | undefined
}

/** One request, or several at once. */
export type RpcBody = RpcCall | readonly RpcCall[]

/** An answer of JSON-RPC. */
export type RpcAnswer = {
  readonly jsonrpc: '2.0'
  readonly id: RpcCall['id']
  readonly result?: unknown
  readonly error?: {
    readonly code: number
    readonly message: string
    readonly data?: unknown
  }
}

const call: z.ZodType<RpcCall> = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().max(100), z.number(), z.null()]),
  method: z.string().max(100),
  params: z.array(z.unknown()).max(10).optional(),
})

const answer: z.ZodType<RpcAnswer> = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number(), z.null()]),
  result: z.unknown().optional(),
  error: z.object({ code: z.int(), message: z.string(), data: z.unknown().optional() }).optional(),
}) as z.ZodType<RpcAnswer>

/** Way to the chain for pages. */
export const rpcEndpoint: Endpoint<RpcAnswer | readonly RpcAnswer[], None, RpcBody> = {
  name: 'askChain',
  method: 'post',
  path: '/rpc',
  tag: 'chain',
  text: 'JSON-RPC of the chain, for what a portal needs: reading, simulating, and sending what a wallet has signed.',
  access: 'sameOrigin',
  // A proposal's calldata may be as long as a transaction, in hexadecimal.
  maxBodyBytes: 524_288,
  body: z.union([call, z.array(call).min(1).max(100)]),
  answer: z.union([answer, z.array(answer)]),
}

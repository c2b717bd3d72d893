import { type Meter, VainError } from '@vain/base'
import { isRpcFailure, type Rpc } from '@vain/chain'
import type { RpcAnswer, RpcBody, RpcCall } from '@vain/indexer'
import { portalMetrics } from '../metrics/portalMetrics.ts'
import { refusalOf } from './allowedCalls.ts'
import { createPlaces } from './createPlaces.ts'

/** Calls that are under way at once, for all pages together. */
const maxCalls = 256

/** Answers JSON-RPC of a client. @throws {HttpFailure} as `createPlaces` says */
export type RpcProxy = (body: RpcBody, client: string) => Promise<RpcAnswer | readonly RpcAnswer[]>

/**
 * Answers JSON-RPC of pages with what a node of the chain says: calls of an allow list, bounded in
 * number and shared fairly. Nothing of the node's address gets into an answer.
 *
 * @param contracts - lower-case addresses whose logs may be asked for
 */
export function createRpcProxy(
  { rpc, meter }: { readonly rpc: Pick<Rpc, 'request'>; readonly meter: Meter },
  contracts: ReadonlySet<string>,
): RpcProxy {
  const take = createPlaces(maxCalls)
  const passed = meter.open(portalMetrics).calls

  async function answer(call: RpcCall): Promise<RpcAnswer> {
    const { id, method, params = [] } = call
    const refusal = refusalOf(call, contracts)
    if (refusal !== undefined) {
      passed.add({ outcome: 'forbidden' })
      return { jsonrpc: '2.0', id, error: { code: -32_601, message: refusal } }
    }
    try {
      const result = await rpc.request(method, params)
      passed.add({ outcome: 'answered' })
      return { jsonrpc: '2.0', id, result }
    } catch (error) {
      passed.add({ outcome: isRpcFailure(error) ? 'refused' : 'failed' })
      return { jsonrpc: '2.0', id, error: toRpcError(error) }
    }
  }

  function takePlaces(client: string, count: number): () => void {
    try {
      return take(client, count)
    } catch (error) {
      passed.add({ outcome: 'crowded' }, count)
      throw error
    }
  }

  return async (body, client) => {
    const calls: readonly RpcCall[] = Array.isArray(body) ? body : [body as RpcCall]
    const release = takePlaces(client, calls.length)
    try {
      const answers = await Promise.all(calls.map(answer))
      return Array.isArray(body) ? answers : (answers[0] as RpcAnswer)
    } finally {
      release()
    }
  }
}

/** The node's own words for what it refuses, such as a revert with its data; none for the rest. */
function toRpcError(error: unknown): NonNullable<RpcAnswer['error']> {
  if (isRpcFailure(error)) {
    const { code, detail, data } = error.context
    return { code, message: detail, ...(data !== undefined && { data }) }
  }
  const isKnown = error instanceof VainError && error.code === 'chain/too-long'
  return {
    // Resource unavailable (EIP-1474): an internal error libraries take for a contract's refusal.
    code: -32_002,
    message: isKnown ? 'the answer is too long' : 'the chain does not answer',
  }
}

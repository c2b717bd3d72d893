import { VainError } from '@vain/base'
import { isRpcFailure, type Rpc } from '@vain/chain'
import type { RpcAnswer, RpcBody, RpcCall } from '@vain/indexer'
import { HttpFailure } from '@vain/service'
import { refusalOf } from './allowedCalls.ts'

/** Calls that are under way at once, for all pages together. */
const maxCalls = 256

/**
 * Answers JSON-RPC of pages with what a node of the chain says: calls of an allow list, bounded in
 * number. Nothing of the node's address gets into an answer.
 *
 * @param contracts - lower-case addresses whose logs may be asked for
 */
export function createRpcProxy(
  rpc: Pick<Rpc, 'request'>,
  contracts: ReadonlySet<string>,
): (body: RpcBody) => Promise<RpcAnswer | readonly RpcAnswer[]> {
  let underWay = 0

  async function answer(call: RpcCall): Promise<RpcAnswer> {
    const { id, method, params = [] } = call
    const refusal = refusalOf(call, contracts)
    if (refusal !== undefined)
      return { jsonrpc: '2.0', id, error: { code: -32_601, message: refusal } }
    return rpc.request(method, params).then(
      (result) => ({ jsonrpc: '2.0', id, result }),
      (error: unknown) => ({ jsonrpc: '2.0', id, error: toRpcError(error) }),
    )
  }

  return async (body) => {
    const calls: readonly RpcCall[] = Array.isArray(body) ? body : [body as RpcCall]
    if (underWay + calls.length > maxCalls)
      throw new HttpFailure(503, 'http/busy', 'too many calls at once', { retryAfterSeconds: 1 })
    underWay += calls.length
    try {
      const answers = await Promise.all(calls.map(answer))
      return Array.isArray(body) ? answers : (answers[0] as RpcAnswer)
    } finally {
      underWay -= calls.length
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

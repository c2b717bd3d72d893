import { readText, VainError } from '@vain/base'
import { pause } from './pause.ts'

/** JSON-RPC connection to an Ethereum node, shared by everything that reads or writes one chain. */
export type Rpc = {
  /**
   * Answer to one call.
   *
   * @param signal - ends the wait early, with the signal's reason
   * @throws {VainError} `chain/unreachable` if the node cannot be reached or does not answer in
   *   time, `chain/too-long` if the answer has more bytes than it may, `chain/rpc-error` (context: `method`, `code`, `detail`, `data`) if it answers with an
   *   error, `chain/closed` after `close()`
   */
  request(method: string, params?: readonly unknown[], signal?: AbortSignal): Promise<unknown>
  /** Ends all calls that are under way; later ones are refused. */
  close(): void
}

export type RpcOptions = {
  /** Longest wait for one answer, milliseconds; 10,000 by default. */
  readonly timeoutMs?: number
  /** Tries of one call as long as the connection fails; 4 by default. */
  readonly attempts?: number
  /** Pause before the second try, milliseconds, doubled each time; 100 by default. */
  readonly backoffMs?: number
  /**
   * Most bytes of an answer; 64 MiB by default. Logs that are more are asked for in pieces, see
   * `inPieces`.
   */
  readonly maxAnswerBytes?: number
}

/** The facts of an answer that is a JSON-RPC error. */
export type RpcFailure = {
  readonly method: string
  readonly code: number
  readonly detail: string
  /** Revert data, or whatever else the node adds. */
  readonly data: unknown
}

/**
 * Connects to a node over HTTP. Nothing is sent, polled or cached until something is asked.
 *
 * A connection that fails is tried again, any call: sending the same signed transaction twice has
 * the effect of sending it once. An answer that does not come in time is not asked for again.
 *
 * @param url - `http:` or `https:`; it may hold a key and never reaches an error or a log
 */
export function connectRpc(url: string, options: RpcOptions = {}): Rpc {
  const { timeoutMs = 10_000, attempts = 4, backoffMs = 100, maxAnswerBytes = 2 ** 26 } = options
  const closing = new AbortController()
  let id = 0
  return {
    async request(method, params = [], signal) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: id++, method, params })
      // One for each call, so that none of their listeners stays with a signal that outlives it.
      const ending = AbortSignal.any(signal ? [signal, closing.signal] : [closing.signal])
      for (let attempt = 1; ; attempt++) {
        ending.throwIfAborted()
        try {
          return openAnswer(method, await post(url, body, { timeoutMs, maxAnswerBytes }, ending))
        } catch (error) {
          if (ending.aborted) throw ending.reason
          if (!isConnectionError(error) || attempt >= attempts) throw toVainError(method, error)
        }
        await pause(backoffMs * 2 ** (attempt - 1), ending)
      }
    },
    close() {
      closing.abort(new VainError('chain/closed', 'the connection to the chain is closed', {}))
    },
  }
}

/** The same connection, where every call ends with `signal`. */
export function withSignal(rpc: Rpc, signal: AbortSignal): Rpc {
  return {
    ...rpc,
    request: (method, params, own) =>
      rpc.request(method, params, own ? AbortSignal.any([own, signal]) : signal),
  }
}

/** Whether an error is the node's own answer. */
export function isRpcFailure(error: unknown): error is VainError<'chain/rpc-error', RpcFailure> {
  return error instanceof VainError && error.code === 'chain/rpc-error'
}

class ConnectionError extends Error {}

/** Asking again would bring as much again. */
class TooLongError extends Error {}

const isConnectionError = (error: unknown): boolean => error instanceof ConnectionError

async function post(
  url: string,
  body: string,
  { timeoutMs, maxAnswerBytes }: { readonly timeoutMs: number; readonly maxAnswerBytes: number },
  ending: AbortSignal,
): Promise<unknown> {
  const late = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([late, ending])
  let text: string
  let status: number
  try {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body, signal })
    status = response.status
    const found = await readText(response.body, maxAnswerBytes)
    if (found === undefined)
      throw new TooLongError(`the answer has more than ${maxAnswerBytes} bytes`)
    text = found
  } catch (cause) {
    if (cause instanceof TooLongError) throw cause
    if (late.aborted) throw new Error(`no answer within ${timeoutMs} ms`)
    throw new ConnectionError('the connection failed', { cause })
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new ConnectionError(`the answer is not JSON (HTTP ${status})`)
  }
}

function openAnswer(method: string, answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null)
    throw new ConnectionError('the answer is not JSON-RPC')
  if ('error' in answer && typeof answer.error === 'object' && answer.error !== null) {
    const { code, message, data } = answer.error as Record<string, unknown>
    const detail = String(message ?? '').slice(0, 500)
    const failure: RpcFailure = { method, code: Number(code ?? 0), detail, data }
    throw new VainError('chain/rpc-error', `the node refused ${method}: ${detail}`, failure)
  }
  if (!('result' in answer)) throw new ConnectionError('the answer is not JSON-RPC')
  return answer.result
}

function toVainError(method: string, error: unknown): unknown {
  if (error instanceof VainError) return error
  const detail = error instanceof Error ? error.message : String(error)
  if (error instanceof TooLongError)
    return new VainError('chain/too-long', `${method}: ${detail}`, { method })
  return new VainError(
    'chain/unreachable',
    `the chain cannot be reached: ${detail}`,
    { method },
    { cause: error },
  )
}

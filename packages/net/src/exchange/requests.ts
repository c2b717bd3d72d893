import type { Exchange } from './exchange.ts'
import { sendFrame } from './streams.ts'

/** Asking and answering: one request, one answer, both bounded. */
export type Requests = {
  /**
   * Answers requests under `protocol`, once per protocol and network.
   *
   * A peer whose request is larger than `maxRequestBytes`, malformed, or one too many gets no
   * answer but a refusal, and so does everyone for whom `answer` throws, which is logged. The
   * signal is aborted when the peer has left, when time is up and when the network stops.
   *
   * @param limits.maxConcurrent - answers to one peer under way at once, 8 by default
   */
  handle(
    protocol: string,
    limits: { readonly maxRequestBytes: number; readonly maxConcurrent?: number },
    answer: (peerId: string, request: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>,
  ): void
  /**
   * Asks a peer and returns its answer. A peer that is not connected is dialled if its addresses
   * are known from an earlier connection.
   *
   * @throws {VainError} `net/timeout`, `net/refused` (it will not or cannot answer),
   * `net/unreachable`, `net/too-large` (its answer), `net/closed` (the connection or this network),
   * `net/bad-peer`
   */
  request(
    peerId: string,
    protocol: string,
    request: Uint8Array,
    limits: { readonly maxResponseBytes: number; readonly timeoutMs: number },
  ): Promise<Uint8Array>
}

/**
 * A stream carries a frame with the request one way, a frame with the answer the other way; it may
 * pass a relay.
 */
export function createRequests(exchange: Exchange): Requests {
  return {
    handle(protocol, { maxRequestBytes, maxConcurrent = 8 }, answer) {
      exchange.serve(protocol, { maxRequestBytes, maxConcurrent, relayed: true }, async (visit) => {
        const response = await answer(visit.peerId, visit.request, visit.signal)
        await sendFrame(visit.stream, response, visit.signal)
      })
    },
    request(peerId, protocol, request, { maxResponseBytes, timeoutMs }) {
      return exchange.visit(
        peerId,
        protocol,
        { timeoutMs, relayed: true },
        async (stream, reader, signal) => {
          await sendFrame(stream, request, signal)
          return await reader.read(maxResponseBytes, signal)
        },
      )
    },
  }
}

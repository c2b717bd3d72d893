import type { Exchange } from './exchange.ts'
import { sendFrame } from './streams.ts'

/** Asking and answering: one request, one answer, both bounded. */
export type Requests = {
  handle(
    protocol: string,
    limits: { maxRequestBytes: number; maxConcurrent?: number },
    answer: (peerId: string, request: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>,
  ): void
  request(
    peerId: string,
    protocol: string,
    request: Uint8Array,
    limits: { maxResponseBytes: number; timeoutMs: number },
  ): Promise<Uint8Array>
}

/** A stream carries a frame with the request one way, a frame with the answer the other way. */
export function createRequests(exchange: Exchange): Requests {
  return {
    handle(protocol, { maxRequestBytes, maxConcurrent = 8 }, answer) {
      exchange.serve(protocol, { maxRequestBytes, maxConcurrent }, async (visit) => {
        const response = await answer(visit.peerId, visit.request, visit.signal)
        await sendFrame(visit.stream, response, visit.signal)
      })
    },
    request(peerId, protocol, request, { maxResponseBytes, timeoutMs }) {
      return exchange.visit(peerId, protocol, timeoutMs, async (stream, reader, signal) => {
        await sendFrame(stream, request, signal)
        return await reader.read(maxResponseBytes, signal)
      })
    },
  }
}

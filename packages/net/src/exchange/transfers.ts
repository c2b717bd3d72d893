import { createHash } from 'node:crypto'
import { equalBytes, VainError } from '@vain/base'
import type { Exchange } from './exchange.ts'
import { sendFrame } from './streams.ts'

/** Bytes that a digest stands for. */
const digestBytes = 32
/** A request for an offered thing names it, no more. */
const maxRequestBytes = 4096

/** Moving large bytes such that the holder knows when they have arrived. */
export type Transfers = {
  /**
   * Offers bytes under `protocol`, once per protocol and network.
   *
   * @param open - the bytes asked for, or `undefined` to refuse; they must not change while they
   * are sent
   * @param delivered - called once for each transfer whose receiver has sent back the SHA-256 of
   * all bytes, and never otherwise; what is sent but not acknowledged does not count
   */
  offer(
    protocol: string,
    open: (peerId: string, request: Uint8Array) => Promise<Uint8Array | undefined>,
    delivered: (peerId: string, request: Uint8Array, digest: Uint8Array) => Promise<void>,
  ): void
  /**
   * Takes all the bytes a peer offers and acknowledges them. A pull that fails can be repeated.
   *
   * That the bytes are the right ones is for the caller to check: the peer learns that they came,
   * not that they were accepted.
   *
   * @param onChunk - gets every piece as it comes, in order, as a view into the result
   * @throws {VainError} as `Requests.request`; `net/too-large` before anything is allocated
   */
  pull(
    peerId: string,
    protocol: string,
    request: Uint8Array,
    limits: { readonly maxBytes: number; readonly timeoutMs: number },
    onChunk?: (bytes: Uint8Array) => void,
  ): Promise<Uint8Array>
}

/**
 * A stream carries a frame with the request, a frame with the bytes, and a frame with their SHA-256
 * back. No relay carries it. Source: docs/protocol §8.
 */
export function createTransfers(exchange: Exchange): Transfers {
  return {
    offer(protocol, open, delivered) {
      exchange.serve(
        protocol,
        { maxRequestBytes, maxConcurrent: 2, relayed: false },
        async (visit) => {
          const { peerId, request } = visit
          const bytes = await open(peerId, request)
          if (bytes === undefined) throw new VainError('net/not-offered', 'nothing to give', {})
          await sendFrame(visit.stream, bytes, visit.signal)
          const digest = createHash('sha256').update(bytes).digest()
          const acknowledged = await visit.readFrame(digestBytes)
          // That everything was sent proves nothing: a send to a dead peer ends without an error.
          if (!equalBytes(acknowledged, digest))
            throw new VainError('net/wrong-digest', 'something else was acknowledged', {})
          await delivered(peerId, request, Uint8Array.from(digest))
        },
      )
    },
    pull(peerId, protocol, request, { maxBytes, timeoutMs }, onChunk) {
      return exchange.visit(
        peerId,
        protocol,
        { timeoutMs, relayed: false },
        async (stream, reader, signal) => {
          await sendFrame(stream, request, signal)
          const hash = createHash('sha256')
          const bytes = await reader.read(maxBytes, signal, (piece) => {
            hash.update(piece)
            onChunk?.(piece)
          })
          await sendFrame(stream, hash.digest(), signal)
          return bytes
        },
      )
    },
  }
}

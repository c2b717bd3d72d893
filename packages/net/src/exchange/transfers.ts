import { createHash } from 'node:crypto'
import { scheduler } from 'node:timers/promises'
import { equalBytes, type Meter, VainError } from '@vain/base'
import { netMetrics } from '../metrics/index.ts'
import type { Exchange } from './exchange.ts'
import { allocateUpTo } from './frameReader.ts'
import { createHalves, type Half } from './halves.ts'
import { decodePullRequest, encodePullRequest, maxPullRequestBytes } from './pullRequest.ts'
import { sendFrame } from './streams.ts'

/** Bytes that a digest stands for. */
const digestBytes = 32
/** What is kept of transfers that broke off: a dozen vectors of 10 MB. */
const halfLimits = { maxBytes: 128 * 2 ** 20, maxAgeMs: 600_000 }
/** Hashed at a time: about a millisecond of the event loop. */
const hashedAtOnce = 2 ** 20

/** Moving large bytes such that the holder knows when they have arrived. */
export type Transfers = {
  /**
   * Offers bytes under `protocol`, once per protocol and network.
   *
   * @param open - the bytes asked for, the same ones whenever that is asked for, or `undefined` to
   * refuse; they must not change while they are sent
   * @param delivered - called once for each transfer whose receiver has sent back the SHA-256 of
   * all bytes, and never otherwise; what is sent but not acknowledged does not count
   */
  offer(
    protocol: string,
    open: (peerId: string, request: Uint8Array) => Promise<Uint8Array | undefined>,
    delivered: (peerId: string, request: Uint8Array, digest: Uint8Array) => Promise<void>,
  ): void
  /**
   * Takes all the bytes a peer offers and acknowledges them. A pull that fails can be repeated: it
   * goes on where it broke off, as long as there was room to keep what had come.
   *
   * That the bytes are the right ones is for the caller to check: the peer learns that they came,
   * not that they were accepted. One that changes what it offers is acknowledged something else.
   *
   * @throws {VainError} as `Requests.request`; `net/too-large` before anything is allocated
   */
  pull(
    peerId: string,
    protocol: string,
    request: Uint8Array,
    limits: { readonly maxBytes: number; readonly timeoutMs: number },
  ): Promise<Uint8Array>
}

/**
 * A stream carries a frame with the request and where to begin, a frame with the bytes from there
 * on, and a frame with the SHA-256 of all bytes back. No relay carries it. Source: docs/protocol §8.
 */
export function createTransfers(exchange: Exchange, meter: Meter): Transfers {
  const { resumed } = meter.open(netMetrics)
  const halves = createHalves(halfLimits, () => performance.now())
  return {
    offer(protocol, open, delivered) {
      const limits = { maxRequestBytes: maxPullRequestBytes, maxConcurrent: 2, relayed: false }
      exchange.serve(protocol, limits, async ({ peerId, stream, signal, ...visit }) => {
        const pull = decodePullRequest(visit.request)
        const bytes = pull && (await open(peerId, pull.request))
        if (pull === undefined || bytes === undefined || pull.from > bytes.length)
          throw new VainError('net/not-offered', 'nothing to give', {})
        await sendFrame(stream, bytes.subarray(pull.from), signal)
        const digest = await digestOf(bytes)
        const acknowledged = await visit.readFrame(digestBytes)
        // That everything was sent proves nothing: a send to a dead peer ends without an error.
        if (!equalBytes(acknowledged, digest))
          throw new VainError('net/wrong-digest', 'something else was acknowledged', {})
        await delivered(peerId, pull.request, digest)
      })
    },
    async pull(peerId, protocol, request, { maxBytes, timeoutMs }) {
      const key = `${peerId} ${protocol} ${Buffer.from(request).toString('hex')}`
      const kept = halves.take(key)
      const from = kept?.bytes.length ?? 0
      const arrival = createArrival(kept)
      try {
        const bytes = await exchange.visit(
          peerId,
          protocol,
          { timeoutMs, relayed: false },
          async (stream, reader, signal) => {
            await sendFrame(stream, encodePullRequest({ from, request }), signal)
            const allocate = (length: number): Uint8Array => arrival.extend(length, maxBytes)
            await reader.readInto(allocate, signal, arrival.add)
            const { bytes, hash } = arrival.half()
            await sendFrame(stream, hash.copy().digest(), signal)
            return bytes
          },
        )
        resumed.add({ protocol }, from)
        return bytes
      } catch (error) {
        const half = arrival.half()
        if (half.bytes.length > 0) halves.keep(key, half)
        throw error
      }
    },
  }
}

/** Bytes that are coming, after those of a half. */
function createArrival({ bytes: kept, hash }: Half = nothing()): {
  /** Room for the rest. @throws {VainError} `net/too-large` if all would be more than `maxBytes` */
  extend(length: number, maxBytes: number): Uint8Array
  /** Counts a piece that has been written there. */
  add(piece: Uint8Array): void
  /** What there is now. */
  half(): Half
} {
  let bytes = kept
  let count = kept.length
  return {
    extend(length, maxBytes) {
      bytes = allocateUpTo(maxBytes, kept.length + length)
      bytes.set(kept)
      return bytes.subarray(kept.length)
    },
    add(piece) {
      hash.update(piece)
      count += piece.length
    },
    // A copy, so that no more is held than has come.
    half: () => ({ bytes: count === bytes.length ? bytes : bytes.slice(0, count), hash }),
  }
}

const nothing = (): Half => ({ bytes: new Uint8Array(), hash: createHash('sha256') })

/** SHA-256, with pauses in which others get their turn. */
async function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  const hash = createHash('sha256')
  for (let at = 0; at < bytes.length; at += hashedAtOnce) {
    hash.update(bytes.subarray(at, at + hashedAtOnce))
    await scheduler.yield()
  }
  return Uint8Array.from(hash.digest())
}

import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { type Log, VainError } from '@vain/base'
import { createAdmission } from '../limits/admission.ts'
import { isUnlimited } from '../reach/directWay.ts'
import type { Tasks } from '../tasks.ts'
import type { Gate } from '../transport/gate.ts'
import { createFrameReader, type FrameReader } from './frameReader.ts'
import { settle } from './streams.ts'

/** A peer must have sent its request within this time. */
const inputTimeoutMs = 15_000
/** An answer must have been found, taken by the peer and acknowledged within this time. */
const servingTimeoutMs = 300_000
/** How long both sides may take to close a stream that has served its purpose. */
const settleTimeoutMs = 10_000

/** One request as the side that answers it sees it. */
export type Visit = {
  readonly peerId: string
  readonly request: Uint8Array
  readonly stream: Stream
  /** Aborted when the peer leaves, when time is up and when the network stops. */
  readonly signal: AbortSignal
  /**
   * The peer's next frame, as long as the visit lasts: over a slow line an acknowledgement comes
   * long after the last byte has been handed to the transport.
   *
   * @throws {VainError} as `FrameReader.read`
   */
  readFrame(maxBytes: number): Promise<Uint8Array>
}

/** What protocols of one request per stream share: limits, time, and a clean end in every case. */
export type Exchange = {
  /**
   * Answers requests of admitted peers; whatever goes wrong is logged and resets the stream.
   *
   * @param limits.relayed - whether such requests may come, or be made, through a relay
   */
  serve(
    protocol: string,
    limits: { maxRequestBytes: number; maxConcurrent: number; relayed: boolean },
    answer: (visit: Visit) => Promise<void>,
  ): void
  /**
   * Opens a stream to the peer, dialling it where its addresses are known, and closes it after
   * `use`, or resets it if `use` fails.
   *
   * @throws {VainError} `net/unreachable`, `net/refused`, `net/timeout`, `net/closed`
   */
  visit<T>(
    peerId: string,
    protocol: string,
    limits: { timeoutMs: number; relayed: boolean },
    use: (stream: Stream, reader: FrameReader, signal: AbortSignal) => Promise<T>,
  ): Promise<T>
}

/** The exchange of one libp2p node. */
export function createExchange(deps: {
  log: Log
  gate: Gate
  libp2p: Libp2p
  tasks: Tasks
}): Exchange {
  const { log, gate, libp2p, tasks } = deps
  return {
    serve(protocol, { maxRequestBytes, maxConcurrent, relayed }, answer) {
      const limits = { maxConcurrent, perSecond: 32, burst: 128 }
      const admission = createAdmission(limits, () => performance.now())
      const onStream = async (stream: Stream, connection: Connection): Promise<void> => {
        const peerId = connection.remotePeer.toString()
        const leave = gate.admits(peerId) ? admission.enter(peerId) : undefined
        if (leave === undefined) return stream.abort(new Error('too much at once'))
        // A peer that gives up frees its place only when the work for it has ended.
        let work: Promise<void> = Promise.resolve()
        try {
          await receive(tasks, stream, peerId, maxRequestBytes, (visit) => (work = answer(visit)))
        } catch (error) {
          logFailure(log, { protocol, peerId, error })
          stream.abort(new Error('not answered'))
        }
        work.catch(() => undefined).finally(leave)
        await settle(stream, settleTimeoutMs)
      }
      // Our own limit speaks first: libp2p's counts every stream that is still being closed.
      const streams = {
        maxInboundStreams: 1024,
        maxOutboundStreams: 1024,
        runOnLimitedConnection: relayed,
      }
      libp2p.handle(protocol, onStream, streams).catch((error: unknown) => {
        log.error('a protocol is not served', { protocol, error })
      })
    },

    visit(peerId, protocol, { timeoutMs, relayed }, use) {
      return tasks.run(timeoutMs, async (signal) => {
        const stream = await open(libp2p, peerId, protocol, { signal, relayed })
        const onAbort = (): void => stream.abort(new Error('given up', { cause: signal.reason }))
        signal.addEventListener('abort', onAbort)
        try {
          const result = await use(stream, createFrameReader(stream), signal)
          void settle(stream, settleTimeoutMs)
          return result
        } catch (error) {
          stream.abort(new Error('given up', { cause: error }))
          throw error
        } finally {
          signal.removeEventListener('abort', onAbort)
        }
      })
    },
  }
}

/** What a peer, or its connection, can do wrong is no news; a failing handler is. */
function logFailure(log: Log, fields: { protocol: string; peerId: string; error: unknown }): void {
  const { error } = fields
  if (error instanceof VainError && error.code.startsWith('net/'))
    log.debug('a request came to nothing', { ...fields, error: error.code })
  else log.error('a request could not be answered', fields)
}

function receive(
  tasks: Tasks,
  stream: Stream,
  peerId: string,
  maxRequestBytes: number,
  answer: (visit: Visit) => Promise<void>,
): Promise<void> {
  const gone = new AbortController()
  stream.addEventListener('close', () => {
    gone.abort(new VainError('net/closed', 'the peer left', { peerId }))
  })
  const reader = createFrameReader(stream)
  return tasks.run(
    servingTimeoutMs,
    async (signal) => {
      const request = await tasks.run(inputTimeoutMs, (late) => reader.read(maxRequestBytes, late))
      // Whoever has left meanwhile has given its place back: the work for it would have none.
      signal.throwIfAborted()
      const readFrame = (maxBytes: number): Promise<Uint8Array> => reader.read(maxBytes, signal)
      await answer({ peerId, request, stream, signal, readFrame })
    },
    gone.signal,
  )
}

async function open(
  libp2p: Libp2p,
  peerId: string,
  protocol: string,
  { signal, relayed }: { signal: AbortSignal; relayed: boolean },
): Promise<Stream> {
  const peer = toPeerId(peerId)
  const options = { signal, runOnLimitedConnection: relayed }
  try {
    const known = libp2p.getConnections(peer).filter(({ status }) => status === 'open')
    // To libp2p a peer that only a relay leads to is not connected: it would dial in vain.
    const way = known.some(isUnlimited) || !relayed ? undefined : known[0]
    return await (way?.newStream(protocol, options) ?? libp2p.dialProtocol(peer, protocol, options))
  } catch (cause) {
    if (cause instanceof VainError) throw cause
    const refused = cause instanceof Error && refusals.has(cause.name)
    throw refused
      ? new VainError(
          'net/refused',
          'the peer does not serve this',
          { peerId, protocol },
          { cause },
        )
      : new VainError('net/unreachable', 'no way to the peer', { peerId, protocol }, { cause })
  }
}

/** How libp2p says that the peer was there and did not want the stream. */
const refusals = new Set(['UnsupportedProtocolError', 'StreamResetError'])

function toPeerId(peerId: string): ReturnType<typeof peerIdFromString> {
  try {
    return peerIdFromString(peerId)
  } catch (cause) {
    throw new VainError('net/bad-peer', 'the text is no peer id', { peerId }, { cause })
  }
}

import type { Stream } from '@libp2p/interface'
import { VainError } from '@vain/base'
import { streamError } from './streams.ts'

/** Bytes that may lie here while nobody reads; a peer that sends more is cut off. */
const maxUnreadBytes = 65_536

/** Takes frames, `u32(length) ‖ bytes`, off one stream. */
export type FrameReader = {
  /**
   * The next frame. One read at a time.
   *
   * Nothing is allocated before the announced length has been checked.
   *
   * @param maxBytes - length up to which the frame is accepted
   * @param onPiece - gets every piece of it as it comes, as a view into the result
   * @throws {VainError} `net/too-large`, and as `readInto`
   */
  read(
    maxBytes: number,
    signal: AbortSignal,
    onPiece?: (bytes: Uint8Array) => void,
  ): Promise<Uint8Array>
  /**
   * The next frame, into bytes of the caller's. One read at a time.
   *
   * @param allocate - gives as many bytes as were announced, or throws if those are too many
   * @param onPiece - gets every piece as it comes, in order, as a view into those
   * @throws {VainError} `net/refused` if the stream is reset, `net/closed` if it ends before the
   * frame does; what `allocate` throws
   */
  readInto(
    allocate: (lengthBytes: number) => Uint8Array,
    signal: AbortSignal,
    onPiece: (bytes: Uint8Array) => void,
  ): Promise<Uint8Array>
}

type Reading = {
  readonly allocate: (lengthBytes: number) => Uint8Array
  readonly onPiece: (bytes: Uint8Array) => void
  readonly resolve: (bytes: Uint8Array) => void
  readonly reject: (error: unknown) => void
  readonly header: Uint8Array
  headerBytes: number
  body?: Uint8Array
  bodyBytes: number
}

/** Reads the stream from now on; nothing else may. */
export function createFrameReader(stream: Stream): FrameReader {
  /** Pieces, not joined: somebody may send a byte at a time. */
  const unread: Uint8Array[] = []
  let unreadBytes = 0
  let reading: Reading | undefined
  let isWatched = false
  let ended = false

  const cutOff = (): void => {
    isWatched = false
    if (unreadBytes > maxUnreadBytes)
      stream.abort(new VainError('net/too-large', 'more bytes than asked for', {}))
  }
  const take = (into: Reading): void => {
    const piece = unread.shift() as Uint8Array
    const rest = fill(into, piece)
    unreadBytes -= piece.length - rest.length
    if (rest.length > 0) unread.unshift(rest)
  }
  const advance = (): void => {
    if (reading === undefined) return
    try {
      while (unread.length > 0 && !isComplete(reading)) take(reading)
    } catch (error) {
      reading.reject(error)
      return
    }
    if (reading.body !== undefined && isComplete(reading)) reading.resolve(reading.body)
    else if (ended) reading.reject(streamError(stream))
  }
  stream.addEventListener('message', ({ data }) => {
    for (const part of data instanceof Uint8Array ? [data] : data) {
      if (part.length === 0) continue
      unread.push(part)
      unreadBytes += part.length
      advance()
    }
    if (unreadBytes <= maxUnreadBytes || isWatched) return
    isWatched = true
    // Not yet: a connection that was held back brings several frames at once, before whoever has
    // read one of them can ask for the next.
    setImmediate(cutOff)
  })
  const end = (): void => {
    ended = true
    advance()
  }
  stream.addEventListener('end', end)
  stream.addEventListener('close', end)
  // Whatever happened before we listened is not told again.
  ended = stream.readableEnded || stream.status === 'reset' || stream.status === 'aborted'

  const readInto: FrameReader['readInto'] = async (allocate, signal, onPiece) => {
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    const onAbort = (): void => reject(signal.reason)
    signal.addEventListener('abort', onAbort)
    const header = new Uint8Array(4)
    reading = { allocate, onPiece, resolve, reject, header, headerBytes: 0, bodyBytes: 0 }
    advance()
    try {
      return await promise
    } finally {
      reading = undefined
      signal.removeEventListener('abort', onAbort)
    }
  }
  return {
    readInto,
    read: (maxBytes, signal, onPiece = () => undefined) =>
      readInto((length) => allocateUpTo(maxBytes, length), signal, onPiece),
  }
}

const isComplete = ({ body, bodyBytes }: Reading): boolean => body?.length === bodyBytes

/** Puts bytes where they belong and returns those beyond the frame. */
function fill(reading: Reading, bytes: Uint8Array): Uint8Array {
  let rest = bytes
  if (reading.body === undefined) {
    const taken = rest.subarray(0, 4 - reading.headerBytes)
    reading.header.set(taken, reading.headerBytes)
    reading.headerBytes += taken.length
    rest = rest.subarray(taken.length)
    if (reading.headerBytes < 4) return rest
    reading.body = reading.allocate(new DataView(reading.header.buffer).getUint32(0))
  }
  const { body } = reading
  const taken = rest.subarray(0, body.length - reading.bodyBytes)
  if (taken.length > 0) {
    body.set(taken, reading.bodyBytes)
    reading.bodyBytes += taken.length
    reading.onPiece(body.subarray(reading.bodyBytes - taken.length, reading.bodyBytes))
  }
  return rest.subarray(taken.length)
}

/**
 * That many bytes, all zero.
 *
 * @throws {VainError} `net/too-large`
 */
export function allocateUpTo(maxBytes: number, length: number): Uint8Array {
  if (length > maxBytes)
    throw new VainError('net/too-large', `${length} bytes come, ${maxBytes} are allowed`, {
      length,
      maxBytes,
    })
  return new Uint8Array(length)
}

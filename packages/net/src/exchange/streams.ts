import type { Stream } from '@libp2p/interface'
import { VainError } from '@vain/base'

/** Bytes handed to a stream at a time. */
const pieceBytes = 65_536

/**
 * Sends one frame, `u32(length) ‖ bytes`, and resolves when all of it is with the transport.
 *
 * It never queues more than one piece beyond what the stream takes, so a slow reader holds the
 * sender back. The bytes must stay as they are until then. Reaching the transport is no delivery.
 *
 * @throws {VainError} `net/refused` if the other side reset the stream, `net/closed` if it is gone
 */
export async function sendFrame(
  stream: Stream,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const header = new Uint8Array(4)
  new DataView(header.buffer).setUint32(0, bytes.length)
  await send(stream, header, signal)
  for (let offset = 0; offset < bytes.length; offset += pieceBytes)
    await send(stream, bytes.subarray(offset, offset + pieceBytes), signal)
}

/**
 * Closes the stream for writing, then waits until the other side has closed as well; what is not
 * closed in `timeoutMs` is reset.
 */
export async function settle(stream: Stream, timeoutMs: number): Promise<void> {
  const patience = AbortSignal.timeout(timeoutMs)
  try {
    await stream.close({ signal: patience })
    if (stream.status === 'open' || stream.status === 'closing')
      await nextEvent(stream, 'close', patience)
  } catch (cause) {
    stream.abort(new Error('the stream was not closed in time', { cause }))
  }
}

/** Why a stream failed, seen from here: the other side refused, or the connection is gone. */
export function streamError(stream: Stream, cause?: unknown): VainError {
  return stream.status === 'reset'
    ? new VainError('net/refused', 'the peer reset the stream', {}, { cause })
    : new VainError('net/closed', 'the stream ended too early', {}, { cause })
}

async function send(stream: Stream, piece: Uint8Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  let goOn: boolean
  try {
    goOn = stream.send(piece)
  } catch (cause) {
    throw streamError(stream, cause)
  }
  // Not `stream.onDrain()`: in @libp2p/utils 7.4.1 its promise is made once and stays resolved, so
  // from the second call on it holds nobody back.
  if (!goOn && stream.writableNeedsDrain) await nextEvent(stream, 'drain', signal)
}

/** Resolves with the next such event; rejects when the stream closes first or on abort. */
function nextEvent(stream: Stream, name: 'drain' | 'close', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      stream.removeEventListener('drain', onDrain)
      stream.removeEventListener('close', onClose)
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    const onDrain = (): void => {
      if (name === 'drain') end(resolve)
    }
    const onClose = (): void => end(name === 'close' ? resolve : () => reject(streamError(stream)))
    const onAbort = (): void => end(() => reject(signal.reason))
    stream.addEventListener('drain', onDrain)
    stream.addEventListener('close', onClose)
    signal.addEventListener('abort', onAbort)
  })
}

import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { MessageStream, MessageStreamReadStatus } from '@libp2p/interface'

type Holdable = Pick<MessageStream, 'status' | 'pause' | 'resume'> &
  Pick<MessageStream, 'addEventListener' | 'removeEventListener'> & {
    // Some streams do not say.
    readonly readStatus?: MessageStreamReadStatus
  }

/**
 * Pauses a stream, or a connection, until there is nothing to wait for or it is gone. What its
 * other side sends meanwhile fills windows and buffers, and then stays there.
 *
 * @param waitMs - how long to wait, asked again after that
 */
export async function hold(stream: Holdable, waitMs: () => number): Promise<void> {
  if (waitMs() === 0) return
  // Within a call of `resume` it would be undone, and `takeTurns` may have paused it until then.
  await turn()
  // One that is paused already has somebody who waits for it.
  if (waitMs() === 0 || stream.status !== 'open' || statusOf(stream) !== 'readable') return
  stream.pause()
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  stream.addEventListener('close', leave)
  for (let ms = waitMs(); ms > 0 && !gone.signal.aborted; ms = waitMs())
    await sleep(Math.ceil(ms), undefined, { ref: false, signal: gone.signal }).catch(leave)
  stream.removeEventListener('close', leave)
  if (statusOf(stream) === 'paused') stream.resume()
}

function statusOf({ readStatus }: Holdable): MessageStreamReadStatus | undefined {
  return readStatus
}

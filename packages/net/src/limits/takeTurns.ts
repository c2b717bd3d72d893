import type { MessageStream, MessageStreamReadStatus } from '@libp2p/interface'

/** Bytes that are dealt with in one turn: some two milliseconds of decrypting and hashing. */
const turnBytes = 131_072

type Readable = Pick<MessageStream, 'pause' | 'resume' | 'addEventListener'> & {
  readonly readStatus?: MessageStreamReadStatus
}

/**
 * Takes in only so much of a connection in one turn of the event loop.
 *
 * libuv reads a socket up to 32 times in a row while there is more, 2 MiB, and then the next one:
 * with eight peers that send fast nothing else happens for 0.4 s.
 */
export function takeTurns(connection: Readable): void {
  let [bytes, isHeld] = [0, false]
  const nextTurn = (): void => {
    bytes = 0
    // What it has held back comes within this call, which would undo a pause.
    if (isHeld && connection.readStatus === 'paused') connection.resume()
    isHeld = false
  }
  connection.addEventListener('message', ({ data }) => {
    if (bytes === 0) setImmediate(nextTurn)
    bytes += data.byteLength
    // One that is paused already has somebody who waits for it.
    if (bytes < turnBytes || isHeld || connection.readStatus !== 'readable') return
    isHeld = true
    connection.pause()
  })
}

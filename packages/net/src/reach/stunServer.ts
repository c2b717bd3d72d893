import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { type Log, VainError } from '@vain/base'
import {
  decodeBindingRequest,
  encodeBindingAnswer,
  encodeRefusal,
  maxStunBytes,
} from './stunMessage.ts'

/** Answers a second, to one address and to all. */
const perAddress = 20
const inAll = 2_000

/** A server that tells whoever asks where it is seen from. */
export type StunServer = {
  readonly port: number
  stop(): Promise<void>
}

/**
 * Answers STUN's binding requests over UDP and nothing else: no credentials, no relaying. An answer
 * is little longer than its request and goes where that came from; what is malformed or beyond 20 a
 * second from one address gets none.
 *
 * @param options.port - 0 takes a free one
 * @throws {VainError} `net/cannot-listen`
 *
 * Source: RFC 8489 §7.
 */
export async function startStunServer(
  log: Log,
  options: { readonly host: string; readonly port: number },
): Promise<StunServer> {
  const { host, port } = options
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  const within = createBounds()
  socket.on('message', (bytes, from) => {
    const answer =
      bytes.length > maxStunBytes || !within(from.address) ? undefined : reply(bytes, from)
    // Nobody waits for a datagram that could not be sent: the client asks again.
    if (answer !== undefined) socket.send(answer, from.port, from.address, () => undefined)
  })
  try {
    socket.bind(port, host)
    await once(socket, 'listening')
  } catch (cause) {
    throw new VainError(
      'net/cannot-listen',
      'no STUN server at this port',
      { host, port },
      { cause },
    )
  }
  socket.on('error', (error) => log.warn('the STUN server had an error', { error }))
  return {
    port: socket.address().port,
    async stop() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

function reply(bytes: Uint8Array, from: RemoteInfo): Uint8Array | undefined {
  const request = decodeBindingRequest(bytes)
  if (request === undefined) return undefined
  return request.unknown.length > 0
    ? encodeRefusal(request.id, request.unknown)
    : encodeBindingAnswer(request.id, { host: from.address, port: from.port })
}

/** Whether one more of this address is within bounds; remembers addresses of one second only. */
function createBounds(): (address: string) => boolean {
  const counts = new Map<string, number>()
  let second = 0
  let all = 0
  return (address) => {
    const now = Math.floor(performance.now() / 1_000)
    if (now !== second) {
      counts.clear()
      second = now
      all = 0
    }
    const count = (counts.get(address) ?? 0) + 1
    if (all >= inAll || count > perAddress) return false
    all += 1
    counts.set(address, count)
    return true
  }
}

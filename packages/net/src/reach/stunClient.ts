import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { decodeBindingAnswer, type Endpoint, encodeBindingRequest } from './stunMessage.ts'

/** A datagram may get lost: it is sent this often before the server counts as silent. */
const tries = 3

/**
 * What stands between this machine and the servers, as far as UDP tells.
 *
 * `none`: they see an address of this machine. `steady`: a router gives one socket one port,
 * whoever it speaks to, so peers can find it. `changing`: a port for each peer (symmetric), which
 * no direct way leads through. `translated`: only one server answered, so it may be either.
 * `silent`: no answer.
 */
export type NatKind = 'none' | 'steady' | 'changing' | 'translated' | 'silent'

export type NatReport = {
  readonly kind: NatKind
  /** How each server that answered sees the one socket that asked them all. */
  readonly seen: readonly { readonly server: string; readonly as: Endpoint }[]
}

/**
 * Asks STUN servers from one UDP socket how they see it. Never throws.
 *
 * @param servers - `host:port`, IPv6 in brackets; ask two of different operators
 * @param ownHosts - addresses of this machine's interfaces
 *
 * Source: RFC 5780 §4.3, with two servers in place of one with two addresses.
 */
export async function detectNat(
  servers: readonly string[],
  ownHosts: readonly string[],
  timeoutMs: number,
): Promise<NatReport> {
  const socket = createSocket('udp4')
  // A server that is not there is told by its silence.
  socket.on('error', () => undefined)
  socket.bind(0)
  try {
    await once(socket, 'listening')
    const asked = servers.map(async (server) => ({
      server,
      as: await ask(socket, server, timeoutMs),
    }))
    const seen = (await Promise.all(asked)).flatMap(({ server, as }) =>
      as === undefined ? [] : [{ server, as }],
    )
    return { kind: kindOf(seen, ownHosts), seen }
  } catch {
    return { kind: 'silent', seen: [] }
  } finally {
    socket.close()
  }
}

function kindOf(seen: NatReport['seen'], ownHosts: readonly string[]): NatKind {
  const [first, ...others] = seen
  if (first === undefined) return 'silent'
  if (seen.some(({ as }) => ownHosts.includes(as.host))) return 'none'
  if (others.length === 0) return 'translated'
  const same = others.every(({ as }) => as.host === first.as.host && as.port === first.as.port)
  return same ? 'steady' : 'changing'
}

function ask(socket: Socket, server: string, timeoutMs: number): Promise<Endpoint | undefined> {
  const [, host = '', port] = /^\[?([^\]]+)\]?:(\d{1,5})$/.exec(server) ?? []
  if (port === undefined) return Promise.resolve(undefined)
  const id = new Uint8Array(randomBytes(12))
  return new Promise((resolve) => {
    const send = (): void =>
      socket.send(encodeBindingRequest(id), Number(port), host, () => undefined)
    const again = setInterval(send, timeoutMs / tries)
    const end = (found?: Endpoint): void => {
      clearInterval(again)
      clearTimeout(patience)
      socket.off('message', onMessage)
      resolve(found)
    }
    const onMessage = (bytes: Uint8Array): void => {
      const found = decodeBindingAnswer(bytes, id)
      if (found !== undefined) end(found)
    }
    const patience = setTimeout(end, timeoutMs)
    socket.on('message', onMessage)
    send()
  })
}

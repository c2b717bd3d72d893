import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { decodeBindingAnswer, type Endpoint, encodeBindingRequest } from './stunMessage.ts'

/** A datagram may get lost: it is sent this often before the server counts as silent. */
const tries = 3

/**
 * What stands between this machine and the servers, as far as UDP tells, and two of them agree.
 *
 * `none`: they see an address of this machine. `steady`: a router gives one socket one port,
 * whoever it speaks to, so peers can find it. `changing`: a port for each peer (symmetric), which
 * no direct way leads through. `unconfirmed`: only one server answered. `disputed`: several did, and
 * no two name the same address. `silent`: no answer.
 */
export type NatKind = 'none' | 'steady' | 'changing' | 'unconfirmed' | 'disputed' | 'silent'

export type NatReport = {
  readonly kind: NatKind
  /** How this machine is seen by two servers at least. */
  readonly host?: string
  /** How each server that answered sees the one socket that asked them all. */
  readonly seen: readonly { readonly server: string; readonly as: Endpoint }[]
}

/**
 * Asks STUN servers from one UDP socket how they see it. Never throws. One of them may lie, so only
 * what two say alike is taken for true; two that lie alike are not found out.
 *
 * @param servers - `host:port`, IPv6 in brackets; ask three of different operators, of which one may lie
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
  socket.setMaxListeners(0).bind(0)
  try {
    await once(socket, 'listening')
    const asked = [...new Set(servers)].map(async (server) => ({
      server,
      as: await ask(socket, server, timeoutMs),
    }))
    const seen = (await Promise.all(asked)).flatMap(({ server, as }) =>
      as === undefined ? [] : [{ server, as }],
    )
    return { ...judge(seen, ownHosts), seen }
  } catch {
    return { kind: 'silent', seen: [] }
  } finally {
    socket.close()
  }
}

function judge(seen: NatReport['seen'], ownHosts: readonly string[]): Omit<NatReport, 'seen'> {
  if (seen.length < 2) return { kind: seen.length === 0 ? 'silent' : 'unconfirmed' }
  // Nobody is given one port twice by a router that changes it, so two that agree in it are right.
  const port = findAgreed(seen, ({ host, port }) => `${host} ${port}`)
  const agreed = port ?? findAgreed(seen, ({ host }) => host)
  if (agreed === undefined) return { kind: 'disputed' }
  const { host } = agreed
  if (ownHosts.includes(host)) return { kind: 'none', host }
  return { kind: port === undefined ? 'changing' : 'steady', host }
}

/** What most servers say alike, if two do. */
function findAgreed(
  seen: NatReport['seen'],
  keyOf: (as: Endpoint) => string,
): Endpoint | undefined {
  const groups = Map.groupBy(seen, ({ as }) => keyOf(as)).values()
  const [most = []] = [...groups].sort((a, b) => b.length - a.length)
  return most.length < 2 ? undefined : most[0]?.as
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

import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ClientOf } from './clients/createClientOf.ts'
import type { RateLimit } from './clients/rateLimit.ts'
import type { Guard } from './createGuard.ts'
import type { Access, Endpoint } from './endpoint.ts'

export type StreamOptions = {
  /** WebSockets at once, in all and to one address. */
  maxStreams: number
  maxStreamsPerAddress: number
  /** Bytes that may wait for one client; who is slower is cut off. */
  maxBufferedBytes: number
  /** Between two pings, in milliseconds; who has not answered one by the next is cut off. */
  pingMs: number
}

/** WebSockets of the endpoints that are streams. */
export type Streams = {
  /** Sends a message to those who follow an endpoint and may ask for what has this access. */
  publish<Message>(
    endpoint: Pick<Endpoint<Message>, 'name' | 'access'>,
    message: Message,
    access?: Access,
  ): void
  /** Cuts everyone off. */
  close(): void
}

type Client = {
  readonly socket: WebSocket
  readonly from: string
  /** Whether messages that have this access are for it. */
  readonly mayHave: (access: Access) => boolean
  hasAnswered: boolean
}

/** Nothing is expected of clients but answers to pings. */
const maxPayload = 1_024

/**
 * Takes WebSockets on a server.
 *
 * What is sent to one is bounded: a client that does not read as fast as things happen, or that no
 * longer answers pings, is cut off and may come back. A socket that changes protocols is no longer
 * watched over by the server, so each is ended here, whatever became of it.
 */
export function createStreams(
  server: Server,
  deps: {
    readonly endpoints: readonly Endpoint[]
    readonly guard: Pick<Guard, 'refuse'>
    readonly clientOf: ClientOf
    readonly take: RateLimit
  },
  options: StreamOptions,
): Streams {
  const { endpoints, guard, clientOf, take } = deps
  const acceptor = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false })
  const clients = new Map<string, Set<Client>>()
  const sockets = new Set<Duplex>()
  let isClosed = false
  for (const { name, isStream } of endpoints) if (isStream) clients.set(name, new Set())
  const all = (): readonly Client[] => [...clients.values()].flatMap((some) => [...some])

  function admit(name: string, socket: WebSocket, request: IncomingMessage): void {
    const mayHave = (access: Access): boolean => guard.refuse(access, request) === undefined
    const client: Client = { socket, from: clientOf(request), mayHave, hasAnswered: true }
    const others = clients.get(name)
    others?.add(client)
    socket.on('pong', () => {
      client.hasAnswered = true
    })
    socket.on('message', () => socket.close(1008, 'nothing is read here'))
    // The end follows, whatever went wrong.
    socket.on('error', () => socket.terminate())
    socket.on('close', () => others?.delete(client))
  }

  /** Status of whoever is not admitted. */
  function refusalOf(endpoint: Endpoint | undefined, request: IncomingMessage): number | undefined {
    if (isClosed) return 503
    if (endpoint === undefined) return 404
    const refusal = guard.refuse(endpoint.access, request)
    if (refusal !== undefined) return refusal.status
    const open = all()
    const own = open.filter(({ from }) => from === clientOf(request))
    const isFull = open.length >= options.maxStreams || own.length >= options.maxStreamsPerAddress
    return isFull ? 503 : undefined
  }

  server.on('upgrade', async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    const endpoint = endpoints.find((it) => it.isStream && it.path === pathOf(request))
    const waitMs = await take(clientOf(request))
    const refused = waitMs > 0 ? 429 : refusalOf(endpoint, request)
    if (endpoint === undefined || refused !== undefined) return refuse(socket, refused ?? 404)
    acceptor.handleUpgrade(request, socket, head, (opened) => admit(endpoint.name, opened, request))
  })

  const pings = setInterval(() => {
    for (const client of all()) {
      if (!client.hasAnswered) client.socket.terminate()
      client.hasAnswered = false
      client.socket.ping()
    }
  }, options.pingMs)
  pings.unref()
  return {
    publish({ name, access: its }, message, access = its) {
      const text = JSON.stringify(message)
      for (const { socket, mayHave } of clients.get(name) ?? []) {
        if (!mayHave(access)) continue
        if (socket.bufferedAmount > options.maxBufferedBytes) socket.terminate()
        else socket.send(text)
      }
    },
    close() {
      isClosed = true
      clearInterval(pings)
      for (const socket of sockets) socket.destroy()
      acceptor.close()
    },
  }
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?')[0] ?? ''

/** A client that keeps its own half open is not waited for. */
function refuse(socket: Duplex, status: number): void {
  socket.once('finish', () => socket.destroy())
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status]}`
  socket.end(`${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

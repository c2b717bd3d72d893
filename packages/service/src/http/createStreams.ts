import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Endpoint } from './endpoint.ts'
import { toClient } from './rateLimit.ts'

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
  /** Sends a message to everyone who follows an endpoint. */
  publish<Message>(endpoint: Pick<Endpoint<Message>, 'name'>, message: Message): void
  /** Cuts everyone off. */
  close(): void
}

type Client = { readonly socket: WebSocket; readonly from: string; hasAnswered: boolean }

/** Nothing is expected of clients but answers to pings. */
const maxPayload = 1_024

/**
 * Takes WebSockets on a server.
 *
 * What is sent to one is bounded: a client that does not read as fast as things happen, or that no
 * longer answers pings, is cut off and may come back.
 */
export function createStreams(
  server: Server,
  endpoints: readonly Endpoint[],
  options: StreamOptions,
): Streams {
  const acceptor = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false })
  const clients = new Map<string, Set<Client>>()
  for (const { name, isStream } of endpoints) if (isStream) clients.set(name, new Set())
  const all = (): readonly Client[] => [...clients.values()].flatMap((some) => [...some])

  function admit(name: string, socket: WebSocket, from: string): void {
    const client: Client = { socket, from, hasAnswered: true }
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

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const endpoint = endpoints.find((it) => it.isStream && it.path === pathOf(request))
    if (endpoint === undefined) return refuse(socket, '404 Not Found')
    const from = toClient(request.socket.remoteAddress ?? '')
    const open = all()
    const own = open.filter((client) => client.from === from)
    if (open.length >= options.maxStreams || own.length >= options.maxStreamsPerAddress)
      return refuse(socket, '503 Service Unavailable')
    acceptor.handleUpgrade(request, socket, head, (opened) => admit(endpoint.name, opened, from))
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
    publish({ name }, message) {
      const text = JSON.stringify(message)
      for (const { socket } of clients.get(name) ?? []) {
        if (socket.bufferedAmount > options.maxBufferedBytes) socket.terminate()
        else socket.send(text)
      }
    },
    close() {
      clearInterval(pings)
      for (const { socket } of all()) socket.terminate()
      acceptor.close()
    },
  }
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?')[0] ?? ''

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

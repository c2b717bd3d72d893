import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Log, Secret } from '@vain/base'
import { expect } from 'chai'
import { WebSocket } from 'ws'
import { z } from 'zod'
import {
  createHttpServer,
  type Endpoint,
  type HttpServer,
  type HttpServerOptions,
} from '../../src/index.ts'

const stream: Endpoint<number, Record<string, never>, undefined> = {
  name: 'follow',
  method: 'get',
  path: '/stream',
  tag: 'test',
  text: 'Of the test.',
  access: 'sameOrigin',
  isStream: true,
  answer: z.int(),
}

const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => log,
}

describe('createStreams', () => {
  const servers: HttpServer[] = []
  const content = { openLocally: async () => undefined }

  async function start(options: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
    const api = { title: 'test', text: 'x', endpoints: [stream] }
    const deps = { log, content, api, tokens: { change: new Secret('x'.repeat(43)) } }
    const server = await createHttpServer(deps, { port: 0, burst: 1e6, ...options })
    servers.push(server)
    return server
  }
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()))
  })

  const open = async (server: HttpServer, path = '/stream'): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`)
    await once(socket, 'open')
    return socket
  }

  it('default: everyone who follows gets every message, in order', async () => {
    const server = await start()
    const sockets = await Promise.all([open(server), open(server)])
    const heard = sockets.map((socket) => {
      const found: number[] = []
      socket.on('message', (data) => found.push(Number(data)))
      return found
    })
    for (const message of [1, 2, 3]) server.publish(stream, message)
    while (heard.some((found) => found.length < 3)) await new Promise(setImmediate)
    expect(heard).to.deep.equal([
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  it('error: a plain request, another path, and more than it takes', async () => {
    const server = await start({ maxStreamsPerAddress: 2 })
    const { status } = await fetch(`${server.url}/stream`)
    expect(status).to.equal(426)
    const refused = async (path: string): Promise<string> => {
      const [error] = await once(new WebSocket(`ws://127.0.0.1:${server.port}${path}`), 'error')
      return error.message
    }
    expect(await refused('/openapi.json')).to.include('404')
    await open(server)
    const second = await open(server)
    expect(await refused('/stream')).to.include('503')
    second.close()
    await once(second, 'close')
    await open(server)
  })

  it('behavior: whoever does not read is cut off', async () => {
    // No pings that could do it instead; one place, which another gets once it is cut off.
    const server = await start({ maxBufferedBytes: 1_000, pingMs: 1e6, maxStreams: 1 })
    const slow = await open(server)
    slow.on('error', () => undefined)
    slow.pause()
    const isAdmitted = async (): Promise<boolean> => {
      const next = new WebSocket(`ws://127.0.0.1:${server.port}/stream`)
      const { promise, resolve } = Promise.withResolvers<boolean>()
      next.on('open', () => resolve(true)).on('error', () => resolve(false))
      return promise
    }
    // The buffers of the system between the two take much less.
    const [part, limit] = ['x'.repeat(1_000_000), 200]
    let sent = 0
    do server.publish(stream, part)
    while (!(await isAdmitted()) && ++sent < limit)
    expect(sent).to.be.below(limit)
  })

  it('behavior: whoever does not answer pings is cut off', async () => {
    const server = await start({ pingMs: 20 })
    const mute = new WebSocket(`ws://127.0.0.1:${server.port}/stream`, { autoPong: false })
    await once(mute, 'open')
    await once(mute, 'close')
    const lively = await open(server)
    for (let pings = 0; pings < 3; pings++) await once(lively, 'ping')
    expect(lively.readyState).to.equal(WebSocket.OPEN)
  })

  it('behavior: other web pages follow nothing, and take no places', async () => {
    const server = await start({ maxStreamsPerAddress: 1 })
    const refused = async (headers: Record<string, string>): Promise<string> => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/stream`, { headers })
      const [error] = await once(socket, 'error')
      return error.message
    }
    const { port } = server
    expect(await refused({ origin: 'https://evil.example' })).to.include('403')
    // A name that was made to lead here.
    const host = `evil.example:${port}`
    expect(await refused({ host, origin: `http://${host}` })).to.include('403')
    await open(server)
  })

  it("behavior: what is the operator's own is sent to the operator alone", async () => {
    const server = await start()
    const stranger = new WebSocket(`ws://127.0.0.1:${server.port}/stream`, {
      headers: { 'x-forwarded-for': '203.0.113.7' },
    })
    const heard: [string, number][] = []
    stranger.on('message', (data) => heard.push(['stranger', Number(data)]))
    await once(stranger, 'open')
    const own = await open(server)
    own.on('message', (data) => heard.push(['own', Number(data)]))
    server.publish(stream, 1, 'own')
    server.publish(stream, 2)
    while (heard.filter(([, message]) => message === 2).length < 2) await new Promise(setImmediate)
    expect(heard).to.have.deep.members([
      ['own', 1],
      ['own', 2],
      ['stranger', 2],
    ])
  })

  describe('sockets that are kept half open', () => {
    const held: Socket[] = []
    afterEach(() => {
      for (const socket of held.splice(0)) socket.destroy()
    })

    /** Asks for a change of protocols, and does not end its half when it is refused. */
    async function hold({ port }: HttpServer, path: string): Promise<string> {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      held.push(socket)
      socket.on('error', () => undefined)
      const lines = [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: Upgrade']
      socket.write(`${[...lines, 'Upgrade: websocket'].join('\r\n')}\r\n\r\n`)
      let text = ''
      for await (const part of socket.setEncoding('utf8')) text += part
      return text.split('\r\n')[0] ?? ''
    }

    it('behavior: leave room for others, and do not hold up the end', async () => {
      const server = await start({ maxConnections: 10 })
      for (let i = 0; i < 20; i++)
        expect(await hold(server, '/')).to.equal('HTTP/1.1 404 Not Found')
      expect((await fetch(`${server.url}/openapi.json`)).status).to.equal(200)
      await server.close()
    })

    it('behavior: are bounded in rate like requests', async () => {
      const server = await start({ burst: 2, perSecond: 1e-6 })
      const answers = [await hold(server, '/'), await hold(server, '/'), await hold(server, '/')]
      expect(answers[2]).to.equal('HTTP/1.1 429 Too Many Requests')
    })
  })

  it('behavior: whoever speaks is cut off, and closing ends all', async () => {
    const server = await start()
    const talker = await open(server)
    talker.send('hello')
    const [code] = await once(talker, 'close')
    expect(code).to.equal(1008)
    const quiet = await open(server)
    const closed = once(quiet, 'close')
    await server.close()
    await closed
  })
})

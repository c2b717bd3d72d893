import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, get as rawGet } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { doorOf } from '../../src/index.ts'
import {
  bytes,
  createStore,
  endServers,
  healthEndpoint,
  held,
  lines,
  start,
} from './serverUnderTest.ts'

describe('createHttpServer', () => {
  afterEach(endServers)

  it('default: listens on 127.0.0.1 and reports its health', async () => {
    const { url, port } = await start()
    expect(url).to.equal(`http://127.0.0.1:${port}`)
    const answer = await fetch(`${url}/health`)
    expect(answer.status).to.equal(200)
    expect(answer.headers.get('content-type')).to.match(/^application\/json/)
    expect(await answer.json()).to.deep.equal({ round: 7 })
  })

  it('behavior: answers at a socket as well, in the place of one that was left, and not after its end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vain-door-'))
    try {
      const socketPath = doorOf(folder)
      writeFileSync(socketPath, 'what a process left')
      const server = await start(createStore(bytes).source, { socketPath })
      const [answer] = (await once(rawGet({ socketPath, path: '/health' }), 'response')) as [
        IncomingMessage,
      ]
      expect(answer.statusCode).to.equal(200)
      answer.resume()
      expect((await fetch(`${server.url}/health`)).status).to.equal(200)
      await server.close()
      expect(existsSync(socketPath)).to.equal(false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('error: where there can be no socket it answers at its port, and the log says so', async () => {
    const socketPath = join(tmpdir(), 'x'.repeat(200), 'api.sock')
    const { url } = await start(createStore(bytes).source, { socketPath })
    expect((await fetch(`${url}/health`)).status).to.equal(200)
    expect(lines.join('')).to.contain('no socket for the commands')
  })

  it('behavior: an answer may have another status', async () => {
    const server = await start()
    server.answer(healthEndpoint, () => ({ round: -1 }))
    const answer = await fetch(`${server.url}/health`)
    expect(answer.status).to.equal(503)
    expect(await answer.json()).to.deep.equal({ round: -1 })
  })

  it('error: everything but reading is refused', async () => {
    const { url } = await start()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await fetch(`${url}/ipfs/${held}`, { method })
      expect(answer.status, method).to.equal(405)
      expect(answer.headers.get('allow')).to.equal('GET, HEAD')
    }
  })

  it('error: more requests than the rate allows are told when to come again', async () => {
    const { url } = await start(undefined, { perSecond: 0.5, burst: 3 })
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await fetch(`${url}/health`)).status)
    expect(statuses).to.deep.equal([200, 200, 200, 429])
    expect((await fetch(`${url}/health`)).headers.get('retry-after')).to.match(/^[12]$/)
  })

  it('error: more connections than an address may have are cut off, and places come back', async () => {
    const { url, port } = await start(undefined, { maxConnectionsPerAddress: 2 })
    const open = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
    for (const socket of open) await once(socket, 'connect')
    const cut = connect(port, '127.0.0.1')
    await once(cut, 'close')
    open[0]?.destroy()
    let status: number | undefined
    do status = (await fetch(`${url}/health`).catch(() => undefined))?.status
    while (status === undefined)
    expect(status).to.equal(200)
    open[1]?.destroy()
  })

  it('error: who does not read its answer is cut off, and its place comes back', async function () {
    this.timeout(20_000)
    const settings = { maxConnectionsPerAddress: 1, sendTimeoutMs: 300 }
    const { url, port, answer } = await start(undefined, settings)
    const text = 'a'.repeat(30_000_000)
    const { promise: asked, resolve } = Promise.withResolvers<void>()
    answer(healthEndpoint, () => {
      resolve()
      return { round: 7, text }
    })
    const silent = connect(port, '127.0.0.1').pause()
    silent.on('error', () => undefined)
    silent.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await asked
    const begin = performance.now()
    let status: number | undefined
    do status = (await fetch(`${url}/docs`).catch(() => undefined))?.status
    while (status === undefined && performance.now() - begin < 10_000)
    expect(status).to.equal(200)
    silent.destroy()
  })

  it('behavior: whoever a trusted proxy names has a rate of his own', async () => {
    const { url } = await start(undefined, {
      perSecond: 0.1,
      burst: 1,
      trustedProxies: ['127.0.0.0/8'],
    })
    const ask = async (client: string): Promise<number> =>
      (await fetch(`${url}/health`, { headers: { 'x-forwarded-for': client } })).status
    expect([await ask('1.1.1.1'), await ask('1.1.1.2'), await ask('1.1.1.1')]).to.deep.equal([
      200, 200, 429,
    ])
  })

  it('behavior: closing does not wait for idle connections, kept alive or silent', async () => {
    const server = await start(undefined, { closeWithinMs: 200 })
    const silent = connect(server.port, '127.0.0.1')
    await once(silent, 'connect')
    await (await fetch(`${server.url}/health`)).text()
    const begin = performance.now()
    await server.close()
    expect(performance.now() - begin).to.be.below(2_000)
    silent.destroy()
  })

  it('behavior: closing lets an answer under way end, then cuts its connection', async () => {
    const { source, asked, hold } = createStore(bytes)
    const server = await start(source)
    const release = hold()
    const under = fetch(`${server.url}/ipfs/${held}`)
    while (asked.length === 0) await new Promise(setImmediate)
    const closed = server.close()
    const refused = await new Promise<string>((resolve) => {
      rawGet(`${server.url}/health`, { agent: false }).on('error', (error) =>
        resolve((error as NodeJS.ErrnoException).code ?? ''),
      )
    })
    expect(refused).to.equal('ECONNREFUSED')
    release()
    expect((await (await under).arrayBuffer()).byteLength).to.equal(bytes.length)
    const begin = performance.now()
    await closed
    // Well before the client's connection would have expired by itself.
    expect(performance.now() - begin).to.be.below(1_000)
  })

  it('error: a port that is taken', async () => {
    const { port } = await start()
    const failure = await start(undefined, { port }).catch((error) => error)
    expect(failure).to.include({ code: 'http/not-listening' })
    expect(failure.cause).to.include({ code: 'EADDRINUSE' })
  })
})

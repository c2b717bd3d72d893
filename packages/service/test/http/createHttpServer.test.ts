import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, get as rawGet } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VainError } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { z } from 'zod'
import {
  type ArtefactSource,
  createHttpServer,
  createLog,
  doorOf,
  type Endpoint,
  type HttpServer,
  type HttpServerOptions,
} from '../../src/index.ts'

const held = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy'
const other = 'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4'

/** A store with one artefact; `get` may be held up to see what the server does meanwhile. */
function createStore(bytes: Uint8Array) {
  const asked: string[] = []
  let gate: Promise<void> = Promise.resolve()
  const source: ArtefactSource = {
    hasLocally: async (cid) => cid === held,
    get: async (cid, limits, signal) => {
      asked.push(cid)
      await gate
      if (signal?.aborted) asked.push('aborted')
      if (bytes.length > limits.maxBytes) throw new VainError('test/too-large', 'too large', {})
      return bytes
    },
  }
  const hold = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    return resolve
  }
  return { source, asked, hold }
}

const healthEndpoint: Endpoint<{ round: number }, Record<string, never>, undefined> = {
  name: 'readHealth',
  method: 'get',
  path: '/health',
  tag: 'health',
  text: 'Of the test.',
  access: 'public',
  answer: z.object({ round: z.int() }),
  otherwise: { status: 503, text: 'Not well.', when: ({ round }) => round < 0 },
}

describe('createHttpServer', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i * 31)
  const servers: HttpServer[] = []
  const lines: string[] = []
  const start = async (
    source: ArtefactSource = createStore(bytes).source,
    options: Partial<HttpServerOptions> = {},
  ): Promise<HttpServer> => {
    const log = createLog({
      level: 'debug',
      format: 'json',
      name: 'test',
      destination: { write: (line) => void lines.push(line) },
    })
    const deps = {
      log,
      content: source,
      api: { title: 'test', text: '', endpoints: [healthEndpoint] },
    }
    const server = await createHttpServer(deps, { port: 0, ...options })
    server.answer(healthEndpoint, () => ({ round: 7 }))
    servers.push(server)
    return server
  }
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()))
    lines.length = 0
  })

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

  it('default: serves an artefact that is held, named by its CID and good forever', async () => {
    const { url } = await start()
    const answer = await fetch(`${url}/ipfs/${held}`)
    expect(answer.status).to.equal(200)
    expect(new Uint8Array(await answer.arrayBuffer())).to.deep.equal(bytes)
    expect(Object.fromEntries(answer.headers)).to.include({
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      etag: `"${held}"`,
    })
    expect(answer.headers.has('x-powered-by')).to.equal(false)
  })

  it('behavior: HEAD has no body, and a known tag is answered with 304 without reading', async () => {
    const { source, asked } = createStore(bytes)
    const { url } = await start(source)
    const head = await fetch(`${url}/ipfs/${held}`, { method: 'HEAD' })
    expect(head.status).to.equal(200)
    expect(head.headers.get('content-length')).to.equal(String(bytes.length))
    asked.length = 0
    // Not by fetch: with this header it forbids every cache, and its own answer along with it.
    const known = rawGet(`${url}/ipfs/${held}`, { headers: { 'If-None-Match': `"${held}"` } })
    const [answer] = (await once(known, 'response')) as [IncomingMessage]
    answer.resume()
    expect(answer.statusCode).to.equal(304)
    expect(asked).to.deep.equal([])
  })

  it('error: 404 for what is not held, without asking the store for it', async () => {
    const { source, asked } = createStore(bytes)
    const { url } = await start(source)
    for (const path of [
      `/ipfs/${other}`,
      '/ipfs/',
      '/ipfs',
      '/',
      `/ipfs/${held}/`,
      `/ipfs/${held}/x`,
    ]) {
      const answer = await fetch(url + path)
      expect(answer.status, path).to.equal(404)
      expect(answer.headers.get('cache-control')).to.equal('no-store')
      expect(answer.headers.has('etag')).to.equal(false)
    }
    expect(asked).to.deep.equal([])
  })

  it('error: what is no CID does not reach the store, whatever it is', async () => {
    const { source, asked } = createStore(bytes)
    const reached: string[] = []
    const spied: ArtefactSource = {
      ...source,
      hasLocally: (cid) => {
        reached.push(cid)
        return source.hasLocally(cid)
      },
    }
    const { url } = await start(spied, { perSecond: 1e6, burst: 1e6 })
    for (const bad of [
      '%ZZ',
      '..%2f..%2fetc%2fpasswd',
      '%00',
      held.toUpperCase(),
      `b${'a'.repeat(200)}`,
    ]) {
      const answer = await fetch(`${url}/ipfs/${bad}`)
      expect(answer.status, bad).to.equal(400)
      expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/)
      expect(((await answer.json()) as { code: string }).code).to.match(/^http\/bad-(cid|request)$/)
    }
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), async (text) => {
        await (await fetch(`${url}/ipfs/${encodeURIComponent(text)}`)).arrayBuffer()
      }),
      { numRuns: 100 },
    )
    expect(reached.filter((cid) => !/^[a-zA-Z0-9]{20,120}$/.test(cid))).to.deep.equal([])
    expect(asked).to.deep.equal([])
  })

  it('error: what looks like a CID and is none is told so, whoever finds out', async () => {
    const source: ArtefactSource = {
      ...createStore(bytes).source,
      hasLocally: () => Promise.reject(new VainError('net/bad-cid', 'no CID', {})),
    }
    const { url } = await start(source)
    const answer = await fetch(`${url}/ipfs/b22222222222222222222`)
    expect([answer.status, ((await answer.json()) as { code: string }).code]).to.deep.equal([
      400,
      'http/bad-cid',
    ])
  })

  it('error: a failing store is a 500 without details; those go to the log', async () => {
    const source: ArtefactSource = {
      hasLocally: async () => true,
      get: () => Promise.reject(new VainError('store/broken', 'disk gone', { folder: '/data' })),
    }
    const { url } = await start(source)
    const answer = await fetch(`${url}/ipfs/${held}`)
    expect(answer.status).to.equal(500)
    expect(answer.headers.get('cache-control')).to.equal('no-store')
    expect(answer.headers.has('etag')).to.equal(false)
    expect(await answer.json()).to.deep.equal({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'the request could not be answered',
      code: 'http/failed',
    })
    expect(lines.join('')).to.include('store/broken')
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

  it('error: more artefacts at once than allowed are refused, and slots come back', async () => {
    const { source, asked, hold } = createStore(bytes)
    const { url } = await start(source, { maxConcurrentPerAddress: 2 })
    const release = hold()
    const first = [fetch(`${url}/ipfs/${held}`), fetch(`${url}/ipfs/${held}`)]
    while (asked.length < 2) await new Promise(setImmediate)
    expect((await fetch(`${url}/ipfs/${held}`)).status).to.equal(503)
    release()
    for (const answer of await Promise.all(first)) {
      expect(answer.status).to.equal(200)
      await answer.arrayBuffer()
    }
    const again = await fetch(`${url}/ipfs/${held}`)
    expect(again.status).to.equal(200)
    await again.arrayBuffer()
  })

  it('behavior: a client that leaves is noticed, and its slot comes back', async () => {
    const { source, asked, hold } = createStore(bytes)
    const { url } = await start(source, { maxConcurrent: 1, burst: 1e6 })
    const release = hold()
    const leaving = new AbortController()
    const left = fetch(`${url}/ipfs/${held}`, { signal: leaving.signal }).catch(() => 'left')
    while (asked.length === 0) await new Promise(setImmediate)
    leaving.abort()
    expect(await left).to.equal('left')
    let status: number
    do status = (await fetch(`${url}/ipfs/${other}`)).status
    while (status === 503)
    expect(status).to.equal(404)
    release()
    while (!asked.includes('aborted')) await new Promise(setImmediate)
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

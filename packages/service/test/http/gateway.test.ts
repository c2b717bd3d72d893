import { once } from 'node:events'
import { type IncomingMessage, get as rawGet } from 'node:http'
import { connect } from 'node:net'
import { VainError } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import type { ArtefactSource } from '../../src/index.ts'
import { bytes, createStore, endServers, held, lines, other, start } from './serverUnderTest.ts'

describe('createGateway', () => {
  afterEach(endServers)

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

  it('behavior: one range of an artefact is answered alone, and nothing else is read', async () => {
    const { source, asked } = createStore(bytes)
    const { url } = await start(source)
    const get = async (headers: Record<string, string>, method = 'GET') => {
      const answer = await fetch(`${url}/ipfs/${held}`, { method, headers })
      return { answer, body: new Uint8Array(await answer.arrayBuffer()) }
    }
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 1],
      ['bytes=29999-60001', 29_999, 60_002],
      ['bytes=99999-', 99_999, 100_000],
      ['bytes=-7', 99_993, 100_000],
      ['bytes=50000-999999', 50_000, 100_000],
    ] as const) {
      asked.length = 0
      const { answer, body } = await get({ Range: range, 'If-Range': `"${held}"` })
      expect([range, answer.status]).to.deep.equal([range, 206])
      expect(answer.headers.get('content-range')).to.equal(`bytes ${from}-${to - 1}/100000`)
      expect(body).to.deep.equal(bytes.subarray(from, to))
      expect(asked).to.deep.equal([`${from}-${to}`])
    }
    const whole = [
      { Range: 'bytes=0-1,5-6' },
      { Range: 'pages=1-2' },
      { Range: 'bytes=x' },
      { Range: 'bytes=0-1', 'If-Range': `"${other}"` },
    ]
    for (const headers of whole) {
      const { answer, body } = await get(headers as Record<string, string>)
      expect([answer.status, body.length]).to.deep.equal([200, bytes.length])
    }
    const { answer: head } = await get({ Range: 'bytes=0-1' }, 'HEAD')
    expect([head.status, head.headers.get('content-length')]).to.deep.equal([200, '100000'])
    const { answer: beyond } = await get({ Range: 'bytes=100000-' })
    expect([beyond.status, beyond.headers.get('content-range')]).to.deep.equal([
      416,
      'bytes */100000',
    ])
  })

  it('behavior: no more of an artefact is read than whoever asks takes', async () => {
    const size = 64 * 2 ** 20
    const { source, asked } = createStore(new Uint8Array(size), 2 ** 18)
    let read = 0
    const counted: ArtefactSource = {
      async openLocally(cid) {
        const file = await source.openLocally(cid)
        return (
          file && {
            ...file,
            async *read(...range) {
              for await (const piece of file.read(...range)) {
                read += piece.length
                yield piece
              }
            },
          }
        )
      },
    }
    const { port } = await start(counted)
    const slow = connect(port, '127.0.0.1')
    slow.write(`GET /ipfs/${held} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await once(slow, 'readable')
    slow.pause()
    for (let before = -1; before !== read; await new Promise((resolve) => setTimeout(resolve, 200)))
      before = read
    // What the system keeps for a connection that nobody reads.
    expect(read).to.be.within(1, size / 2)
    slow.destroy()
    while (!asked.includes('aborted')) await new Promise(setImmediate)
  })

  it('error: an artefact that cannot be read to its end is cut off', async () => {
    const source: ArtefactSource = {
      openLocally: async () => ({
        sizeBytes: 20,
        async *read() {
          yield new Uint8Array(10)
          throw new VainError('net/block-lost', 'gone', { folder: '/data' })
        },
      }),
    }
    const { url } = await start(source)
    const body = fetch(`${url}/ipfs/${held}`).then((answer) => answer.arrayBuffer())
    expect(await body.catch((error: Error) => error.name)).to.equal('TypeError')
    expect(lines.join('')).to.include('net/block-lost')
  })

  it('behavior: what is held open for an artefact is let go of, however it is answered', async () => {
    const { source } = createStore(bytes)
    let open = 0
    const counted: ArtefactSource = {
      async openLocally(cid) {
        const file = await source.openLocally(cid)
        open++
        return file && { ...file, close: async () => void open-- }
      },
    }
    const { url } = await start(counted)
    for (const [method, headers] of [
      ['GET', {}],
      ['HEAD', {}],
      ['GET', { Range: 'bytes=100000-' }],
    ] as const) {
      const answer = await fetch(`${url}/ipfs/${held}`, { method, headers })
      await answer.arrayBuffer()
      while (open > 0) await new Promise(setImmediate)
    }
    const leaving = new AbortController()
    const left = await fetch(`${url}/ipfs/${held}`, { signal: leaving.signal })
    leaving.abort()
    expect(await left.arrayBuffer().catch(() => 'left')).to.equal('left')
    while (open > 0) await new Promise(setImmediate)
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
      openLocally: (cid) => {
        reached.push(cid)
        return source.openLocally(cid)
      },
    }
    const { url } = await start(spied, { perSecond: 1e6, burst: 1e6 })
    // First, since it takes seconds to begin, in which a connection would be given up.
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), async (text) => {
        await (await fetch(`${url}/ipfs/${encodeURIComponent(text)}`)).arrayBuffer()
      }),
      { numRuns: 100 },
    )
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
    expect(reached.filter((cid) => !/^[a-zA-Z0-9]{20,120}$/.test(cid))).to.deep.equal([])
    expect(asked).to.deep.equal([])
  })

  it('error: what looks like a CID and is none is told so, whoever finds out', async () => {
    const source: ArtefactSource = {
      openLocally: () => Promise.reject(new VainError('net/bad-cid', 'no CID', {})),
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
      openLocally: () =>
        Promise.reject(new VainError('store/broken', 'disk gone', { folder: '/data' })),
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

  it('behavior: who leaves while its rate is looked up takes no slot', async () => {
    const waiting: (() => void)[] = []
    let isSlow = true
    const rateLimit = async () => {
      if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve))
      return 0
    }
    const { url, port } = await start(createStore(bytes).source, { maxConcurrent: 1 }, rateLimit)
    const leaving = connect(port, '127.0.0.1')
    leaving.write(`GET /ipfs/${held} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    while (waiting.length === 0) await new Promise(setImmediate)
    leaving.destroy()
    // The server hears of it: one that came later has been heard.
    isSlow = false
    expect((await fetch(`${url}/health`)).status).to.equal(200)
    waiting[0]?.()
    const answer = await fetch(`${url}/ipfs/${held}`)
    expect(answer.status).to.equal(200)
    await answer.arrayBuffer()
  })

  it('behavior: who leaves while the artefact is looked for is told nothing, and nobody is blamed', async () => {
    const asked: string[] = []
    const source: ArtefactSource = {
      async openLocally(_cid, signal) {
        asked.push('opened')
        await new Promise((resolve) => signal?.addEventListener('abort', resolve))
        asked.push('aborted')
        throw new DOMException('left', 'AbortError')
      },
    }
    const { port } = await start(source)
    const leaving = connect(port, '127.0.0.1')
    leaving.write(`GET /ipfs/${held} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    while (!asked.includes('opened')) await new Promise(setImmediate)
    lines.length = 0
    leaving.destroy()
    while (!asked.includes('aborted')) await new Promise(setImmediate)
    await new Promise(setImmediate)
    expect(lines).to.deep.equal([])
  })
})

/** What no page would ever send, to every endpoint: a plain answer or a plain refusal, and no failure. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { portalApi } from '@vain/indexer'
import { createLog, createMeter, systemClock, systemRandom } from '@vain/service'
import { startTestChain, type TestChain } from '@vain/testkit'
import { expect } from 'chai'
import { readConfig } from '../../server/config.ts'
import { type Portal, startPortal } from '../../server/startPortal.ts'

const long = 'a'.repeat(5_000)
/** Numbers, ids, addresses and texts that nobody asks for, as they stand in a query. */
const values = [
  ...['', '0', '1', '-1', '1.5', '1e3', '01', '4294967295', '4294967296', '9'.repeat(40), 'NaN'],
  ...['null', 'undefined', 'true', '[]', '{}', '__proto__', 'constructor', "'--", '%', '_'],
  ...['%00', '%ff', '%F0%9F%92%A9', '..%2f..%2fetc%2fpasswd', '%0d%0aX-Evil:%201', '..', long],
  ...[`0x${'f'.repeat(40)}`, `0x${'F'.repeat(64)}`, `0x${'f'.repeat(65)}`, '1:1', '-1:-1', '9e9:9'],
]

describe('the portal among the hostile', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'vain-hostile-'))
  const [stopping, lines] = [new AbortController(), [] as string[]]
  let chain: TestChain
  let portal: Portal

  before(async () => {
    chain = await startTestChain({})
    writeFileSync(join(folder, 'index.html'), '<!doctype html>')
    const { ledger, institutions } = chain.deployment
    const network = join(folder, 'network.json')
    writeFileSync(network, JSON.stringify({ ledger, institutions }))
    const flags = ['--rpc-url', chain.url, '--network', network, '--port', '0', '--relay']
    const config = readConfig([...flags, '--data-folder', join(folder, 'data'), '--site', folder])
    const destination = { write: (line: string) => void lines.push(line) }
    const log = createLog({ level: 'info', format: 'json', name: 'test', destination })
    const deps = { log, clock: systemClock, random: systemRandom, meter: createMeter() }
    portal = await startPortal({ ...deps, signal: stopping.signal }, { ...config, site: folder })
    await portal.opened
    while (!(await fetch(`${portal.url}/api/v1/head`)).ok) await systemClock.sleep(20)
    lines.length = 0
  })
  after(async () => {
    stopping.abort()
    await portal.stop()
    await chain.stop()
    rmSync(folder, { recursive: true })
  })
  afterEach(() => expect(lines.filter((line) => line.includes('request failed'))).to.deep.equal([]))

  async function ask(path: string, init: RequestInit = {}, found: readonly number[] = []) {
    const response = await fetch(`${portal.url}${path}`, init)
    const text = await response.text()
    const what = `${path.slice(0, 100)} ${String(init.body).slice(0, 100)}: ${text.slice(0, 200)}`
    expect(response.status, what).to.be.oneOf([200, 304, 400, 404, 405, 413, 415, 426, ...found])
    if (response.status >= 400) {
      const { status, code } = JSON.parse(text)
      expect(status, what).to.equal(response.status)
      expect(code, what).to.match(/^(http|relay)\//)
    }
    expect(text, what).to.not.match(/node_modules|\/server\/|\bat [\w.]+ \(/)
    expect(response.headers.has('x-evil')).to.equal(false)
    return { status: response.status, text }
  }

  const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
    ask('/rpc', {
      ...{ method: 'POST', body: body ?? null },
      headers: { 'content-type': 'application/json', ...headers },
    })

  for (const { method, path, parameters = {} } of portalApi.endpoints.filter(
    (endpoint) => endpoint.method === 'get' && endpoint.isStream !== true,
  ))
    it(`error: ${method} ${path} with any value of any parameter`, async () => {
      const inPath = (name: string): boolean => path.includes(`{${name}}`)
      const names = [...Object.keys(parameters), 'nobody']
      for (const name of names)
        for (const value of values) {
          const place = path.replaceAll(/\{(\w+)\}/g, (_, other) => (other === name ? value : '1'))
          const query = inPath(name) ? '' : `?${name}=${value}`
          await ask(place + query, { headers: { accept: 'application/json' } })
        }
      const [first] = names.filter((name) => !inPath(name))
      const plain = path.replaceAll(/\{\w+\}/g, '1')
      for (const query of [`${first}=1&${first}=2`, `${first}[a]=1`, `${first}[]=`, '&&=&', '?'])
        await ask(`${plain}?${query}`, { headers: { accept: 'application/json' } })
    })

  it('error: /rpc with what is no JSON-RPC', async () => {
    const call = { jsonrpc: '2.0', id: 1, method: 'eth_chainId' }
    const wrong = [
      ...['', '{', 'null', '1', '"x"', '[]', '[[]]', '{}', '[{}]', '\u0000'],
      ...[
        { ...call, id: undefined },
        { ...call, id: {} },
        { ...call, id: long },
      ],
      ...[
        { ...call, method: 1 },
        { ...call, method: long },
        { ...call, jsonrpc: '1.0' },
      ],
      ...[
        { ...call, params: {} },
        { ...call, params: 'x' },
        { ...call, params: Array(11).fill(1) },
      ],
      Array(101).fill(call),
    ]
    for (const body of wrong) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      expect((await post(text)).status, text.slice(0, 80)).to.equal(400)
    }
    expect((await post(' '.repeat(600_000))).status).to.equal(413)
    const bomb = gzipSync(JSON.stringify({ ...call, params: ['x'.repeat(10_000_000)] }))
    expect((await post(bomb, { 'content-encoding': 'gzip' })).status).to.equal(413)
    for (const encoding of ['gzip', 'br', 'nonsense'])
      expect((await post('{}', { 'content-encoding': encoding })).status).to.be.oneOf([400, 415])
    expect((await post('{}', { 'content-type': 'text/plain' })).status).to.equal(415)
    expect((await post('{}', { 'content-type': 'application/json; charset=x' })).status).to.equal(
      400,
    )
  })

  it('error: /rpc with calls that a node may not like', async () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
    const params = [
      ...['null', '[]', '[null]', '[{}]', '[{}, "latest"]', '["latest", true]', '[[], {}]', deep],
      ...['[{"__proto__": {"a": 1}}]', '[{"to": 1}]', '["0x"]', `["${long}"]`, '[1e999]'],
      ...['[{"address": [[]]}]', '[{"fromBlock": {}, "toBlock": []}]', '[{"blockStateCalls": {}}]'],
    ]
    const methods = ['eth_call', 'eth_getLogs', 'eth_simulateV1', 'eth_sendRawTransaction']
    for (const method of [...methods, 'eth_getBlockByNumber', '__proto__', 'constructor'])
      for (const one of params) {
        const text = `{"jsonrpc":"2.0","id":null,"method":"${method}","params":${one}}`
        await post(text)
      }
  })

  it('error: the relay with what no voter signed', async () => {
    const good = { kind: 'ballot', proposal: `0x${'1'.repeat(64)}`, support: 'for' }
    const vote = { ...good, voter: `0x${'2'.repeat(40)}`, signature: '0x' }
    const headers = { 'content-type': 'application/json' }
    for (const change of [
      ...[{ kind: 'x' }, { support: 3 }, { voter: '0x' }, { proposal: '1' }, { signature: '0x0' }],
      ...[{ signature: `0x${'00'.repeat(4_001)}` }, { reason: long }, { params: 1 }, { more: 1 }],
    ]) {
      const body = JSON.stringify({ ...vote, ...change })
      const { status } = await ask('/api/v1/relay/votes', { method: 'POST', headers, body })
      expect(status, body.slice(0, 100)).to.equal(400)
    }
    const body = JSON.stringify(vote)
    await ask('/api/v1/relay/votes', { method: 'POST', headers, body }, [409, 502])
  })

  it('error: artefacts and files beyond those that there are', async () => {
    for (const path of [
      ...['/ipfs/', '/ipfs/x', `/ipfs/${long}`, '/ipfs/%00', `/ipfs/b${'a'.repeat(58)}`],
      ...['/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd', '/..\\..\\x'],
      ...['/index.html%00.js', '/index', '/data/index.sqlite', '/data/api-token', '/network.json'],
    ]) {
      const { status, text } = await ask(path, { headers: { accept: 'application/json' } })
      // Of the folder of pages a file of a known type may be served, as it was there at the start.
      if (path !== '/network.json') expect(status, `${path} ${text}`).to.be.oneOf([400, 404])
    }
  })

  it('error: requests that are no HTTP, and upgrades that are no WebSocket', async () => {
    const live = 'GET /api/v1/events/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n'
    const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
    const port = Number(new URL(portal.url).port)
    for (const text of [
      ...[
        '\r\n\r\n',
        'GET\r\n\r\n',
        'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n',
        '\u0016\u0003\u0001',
      ],
      'POST /rpc HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      'GET / HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\nConnection: close\r\n\r\n',
      'GET /a\r\nX-Evil: 1 HTTP/1.1\r\n\r\n',
      `${live}Upgrade: h2c\r\n\r\n`,
      `${live}Upgrade: websocket\r\n\r\n`,
      `${live}Upgrade: websocket\r\n${key}Sec-WebSocket-Version: 1\r\n\r\n`,
      `${live}Upgrade: websocket\r\n${key}Sec-WebSocket-Version: 13\r\nOrigin: https://evil\r\n\r\n`,
    ]) {
      const socket = connect(port, '127.0.0.1')
      let answer = ''
      socket.on('data', (part) => {
        answer += part
      })
      // Whoever is cut off while he writes is told by an error.
      socket.on('error', () => undefined)
      socket.end(text)
      await new Promise((resolve) => socket.once('close', resolve))
      expect(answer, text.slice(0, 90)).to.match(/^(HTTP\/1\.1 4\d\d |$)/)
    }
  })

  it('error: a follower that talks is cut off', async () => {
    for (const message of ['x', '{"a":1}', 'x'.repeat(100_000)]) {
      const socket = new WebSocket(`${portal.url.replace('http', 'ws')}/api/v1/events/live`)
      await once(socket, 'open')
      socket.send(message)
      const [{ code }] = await once(socket, 'close')
      expect(code).to.be.oneOf([1_006, 1_008, 1_009])
    }
  })

  it('behavior: it serves on', async () => {
    expect((await fetch(`${portal.url}/`)).status).to.equal(200)
    expect((await fetch(`${portal.url}/ready`)).status).to.equal(200)
  })
})

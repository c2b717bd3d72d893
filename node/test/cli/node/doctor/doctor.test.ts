import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '@vain/base'
import { openKeys } from '@vain/operator'
import { systemRandom } from '@vain/service'
import { expect } from 'chai'
import { checkClock, checkNodes } from '../../../../src/cli/node/doctor/checkChain.ts'
import { checkDaemon, judgeReach } from '../../../../src/cli/node/doctor/checkDaemon.ts'
import { judgeEngines } from '../../../../src/cli/node/doctor/checkEngines.ts'
import { checkFiles } from '../../../../src/cli/node/doctor/checkFiles.ts'
import { checkMachine } from '../../../../src/cli/node/doctor/checkMachine.ts'
import { checkPorts } from '../../../../src/cli/node/doctor/checkPorts.ts'
import { judgeNat, judgeUpnp } from '../../../../src/cli/node/doctor/checkRouter.ts'
import { render } from '../../../../src/cli/node/doctor/command.ts'
import { bounded, type Finding, good } from '../../../../src/cli/node/doctor/findings.ts'

const statesOf = (findings: readonly Finding[]): Record<string, string> =>
  Object.fromEntries(findings.map(({ name, state }) => [name, state]))

describe('vain node doctor', () => {
  let folder: string
  const ends: (() => void)[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vain-doctor-'))
  })
  afterEach(async () => {
    for (const end of ends.splice(0)) end()
    await rm(folder, { recursive: true, force: true })
  })

  async function listen(listener: RequestListener): Promise<number> {
    const server = createServer(listener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    ends.push(() => server.close())
    return (server.address() as AddressInfo).port
  }

  /** A node of a chain that says this. */
  async function node(facts: {
    chainId: number
    block: number
    time: number
    syncing?: boolean
  }): Promise<string> {
    const hash = `0x${'11'.repeat(32)}`
    const hex = (value: number): string => `0x${value.toString(16)}`
    const answers: Record<string, unknown> = {
      eth_chainId: hex(facts.chainId),
      eth_syncing: facts.syncing === true ? { currentBlock: '0x1' } : false,
      eth_getBlockByNumber: {
        number: hex(facts.block),
        timestamp: hex(facts.time),
        hash,
        parentHash: hash,
      },
    }
    const port = await listen(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      if (chunks.length === 0) return void response.writeHead(404).end()
      const { id, method } = JSON.parse(Buffer.concat(chunks).toString()) as {
        id: number
        method: string
      }
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: answers[method] }))
    })
    return `http://127.0.0.1:${port}`
  }

  it('default: an old Node is bad, little memory worth a note', () => {
    expect(statesOf(checkMachine('24.1.0', 2 ** 33))).to.deep.equal({
      Node: 'good',
      memory: 'good',
    })
    expect(statesOf(checkMachine('20.9.0', 2 ** 29))).to.deep.equal({ Node: 'bad', memory: 'note' })
  })

  it('behavior: the key is private and its password opens it', async () => {
    const password = new Secret('right')
    const options = { dataFolder: folder, keystore: undefined, passwordFile: undefined }
    await openKeys({ random: systemRandom }, { ...options, password })
    const well = await checkFiles({ ...options, password })
    expect(statesOf(well.findings)).to.include({ keystore: 'good', password: 'good' })
    const { address } = JSON.parse(await readFile(join(folder, 'keystore.json'), 'utf8')) as {
      address: string
    }
    expect(well.address).to.equal(`0x${address}`)
    const wrong = await checkFiles({ ...options, password: new Secret('wrong') })
    expect(statesOf(wrong.findings)).to.include({ keystore: 'good', password: 'bad' })
    expect(statesOf((await checkFiles(options)).findings)).to.include({ password: 'note' })
    await chmod(join(folder, 'keystore.json'), 0o644)
    await chmod(folder, 0o755)
    const open = await checkFiles({ ...options, password })
    expect(statesOf(open.findings)).to.include({ 'data folder': 'note', keystore: 'bad' })
    expect(open.address).to.equal(undefined)
  })

  it('behavior: no folder yet is no fault, a keystore of nonsense is one', async () => {
    const nowhere = { dataFolder: join(folder, 'nowhere', 'at', 'all') }
    const missing = statesOf((await checkFiles(nowhere)).findings)
    expect(missing)
      .to.include({ 'data folder': 'note', keystore: 'note' })
      .and.have.property('disk')
    await writeFile(join(folder, 'file'), '')
    const within = await checkFiles({ dataFolder: join(folder, 'file', 'nowhere') })
    expect(statesOf(within.findings)).to.include({ 'data folder': 'bad' })
    await writeFile(join(folder, 'keystore.json'), '{}', { mode: 0o600 })
    expect(statesOf((await checkFiles({ dataFolder: folder })).findings)).to.include({
      keystore: 'bad',
    })
    const elsewhere = { ...nowhere, keystore: join(folder, 'keystore.json') }
    expect(statesOf((await checkFiles(elsewhere)).findings)).to.include({ keystore: 'bad' })
  })

  it('behavior: a port that others hold is bad, one that the daemon holds is not', async () => {
    const held = new URL(await node({ chainId: 1, block: 1, time: 1 })).port
    const listen = [
      '/ip4/127.0.0.1/tcp/0',
      `/ip4/127.0.0.1/tcp/${held}`,
      '/ip4/192.0.2.1/udp/0/quic-v1',
      'nonsense',
    ]
    const ports = { listen, httpHost: '127.0.0.1', httpPort: 0, stunPort: 0 }
    const states = async (isRunning: boolean): Promise<string[]> =>
      (await checkPorts({ ...ports, isRunning })).map(({ state }) => state)
    expect(await states(false)).to.deep.equal(['good', 'bad', 'bad', 'good', 'bad'])
    expect(await states(true)).to.deep.equal(['good', 'good', 'bad', 'good', 'bad'])
  })

  it('behavior: one port of IPv4 and of IPv6 is free for both', async () => {
    const port = 20_000 + (process.pid % 20_000)
    const both = [`/ip4/0.0.0.0/tcp/${port}`, `/ip6/::/tcp/${port}`]
    const found = await checkPorts({
      ...{ listen: both, httpHost: '127.0.0.1', httpPort: 0, stunPort: 0 },
      isRunning: false,
    })
    expect(found.map(({ state }) => state)).to.deep.equal(['good', 'good', 'good'])
  })

  it('behavior: nodes of the chain that are away, behind, syncing or of another chain', async () => {
    const head = { chainId: 7, block: 100, time: 1_000 }
    const urls = await Promise.all([
      node(head),
      node({ ...head, block: 90 }),
      node({ ...head, syncing: true }),
      node({ ...head, chainId: 8 }),
    ])
    const { findings, first } = await checkNodes([...urls, 'http://127.0.0.1:1'], 1_003)
    expect(first).to.equal(0)
    expect(statesOf(findings)).to.deep.equal({
      RPC: 'good',
      'RPC 2': 'note',
      'RPC 3': 'bad',
      'RPC 4': 'bad',
      'RPC 5': 'note',
      clock: 'good',
    })
    const away = await checkNodes(['http://127.0.0.1:1', ...urls.slice(0, 1)], 1_003)
    expect(away.first).to.equal(1)
    expect(statesOf(away.findings)).to.deep.equal({ RPC: 'note', 'RPC 2': 'good', clock: 'good' })
    expect(away.findings[0]?.wayOut).to.contain('asks RPC 2 instead')
    const none = await checkNodes(['http://127.0.0.1:1', 'http://127.0.0.1:2'], 1_003)
    expect(statesOf(none.findings)).to.deep.equal({ RPC: 'bad', 'RPC 2': 'bad' })
    const alone = await checkNodes(['http://127.0.0.1:1'], 1_003)
    expect(alone).to.deep.include({ first: undefined })
    expect(statesOf(alone.findings)).to.deep.equal({ RPC: 'bad' })
    expect(render(alone.findings)).to.match(/^BAD {3}RPC/)
  })

  it('behavior: a clock is behind, or ahead, of the chain', () => {
    expect(checkClock(1_010, 1_000).state).to.equal('bad')
    expect(checkClock(1_000, 1_010).state).to.equal('good')
    expect(checkClock(1_000, 2_000).state).to.equal('note')
  })

  it('behavior: what peers found when they dialled', () => {
    const at = (host: string): string => `/ip4/${host}/tcp/4001/p2p/16Uiu2`
    const report = {
      listening: [],
      announced: [at('1.2.3.4'), at('5.6.7.8'), at('9.9.9.9'), '/ip4/1.2.3.4/tcp/80/http'],
      relays: [],
      links: { direct: 1, webrtc: 0, relayed: 0 },
      tried: [
        { address: at('1.2.3.4'), by: 'a', ok: false },
        { address: at('1.2.3.4'), by: 'b', ok: true },
        { address: at('5.6.7.8'), by: 'a', ok: false },
      ],
    }
    const findings = judgeReach(report)
    expect(findings.map(({ state }) => state)).to.deep.equal(['good', 'good', 'note', 'note'])
    expect(findings[1]?.found).to.equal('/ip4/1.2.3.4/tcp/4001: 1 of 2 peers that tried reached it')
    const relayed = judgeReach({ ...report, relays: ['r'] })
    expect(relayed[3]?.wayOut).to.contain('relays only')
    const alone = { ...report, announced: [], links: { direct: 0, webrtc: 0, relayed: 0 } }
    expect(judgeReach(alone).map(({ state }) => state)).to.deep.equal(['note'])
  })

  it('behavior: an address is told that two STUN servers agree on, and who says another', () => {
    const seen = ['9.9.9.9', '11.22.33.4', '11.22.33.4'].map((host, i) => ({
      server: `stun${i}.example:3478`,
      as: { host, port: 1 },
    }))
    const [router, liar, ...rest] = judgeNat({ kind: 'steady', host: '11.22.33.4', seen })
    expect(router?.found).to.equal('seen as 11.22.33.4: a router, one port for all peers')
    expect(liar).to.deep.include({ state: 'note', found: 'stun0.example:3478 says 9.9.9.9' })
    expect(rest).to.deep.equal([])
    const [one, ...none] = judgeNat({ kind: 'unconfirmed', seen: seen.slice(0, 1) })
    expect(one).to.deep.include({ state: 'note', found: 'stun0.example:3478 says 9.9.9.9' })
    expect(none).to.deep.equal([])
    const disputed = judgeNat({ kind: 'disputed', seen: seen.slice(0, 2) })
    expect(disputed.map(({ found }) => found)).to.deep.equal([
      'stun0.example:3478 says 9.9.9.9, stun1.example:3478 says 11.22.33.4',
    ])
    expect(statesOf(judgeNat({ kind: 'silent', seen: [] }))).to.deep.equal({ router: 'note' })
  })

  it('behavior: routers that open ports, that cannot help, and none', () => {
    const router = { host: '10.0.0.1', outside: '11.22.33.4' }
    const state = (...facts: Parameters<typeof judgeUpnp>): string[] =>
      judgeUpnp(...facts).map((finding) => finding.state)
    expect(state(router, true, 'steady')).to.deep.equal(['good'])
    expect(state(router, false, 'steady')).to.deep.equal(['note'])
    expect(state({ ...router, outside: '192.168.1.7' }, true, 'steady')).to.deep.equal(['note'])
    expect(state(undefined, true, 'steady')).to.deep.equal(['note'])
    expect(state(undefined, false, 'steady')).to.deep.equal([])
  })

  it('behavior: an engine that was chosen and does not train is bad', () => {
    const probes = [
      { engine: 'wasm', stepMs: 9, rssBytes: 1 },
      { engine: 'cpu', stepMs: 3, rssBytes: 1 },
      { engine: 'webgpu', refused: 'no adapter' },
    ] as const
    expect(statesOf(judgeEngines('auto', probes))).to.deep.equal({ engines: 'good', GPU: 'note' })
    expect(judgeEngines('auto', probes)[0]?.found).to.match(/takes cpu$/)
    expect(statesOf(judgeEngines('webgpu', probes))).to.deep.equal({ engines: 'bad' })
    expect(statesOf(judgeEngines('auto', probes.slice(2)))).to.deep.equal({ engines: 'bad' })
  })

  it('error: no daemon at that address, or something else', async () => {
    const place = { dataFolder: folder, httpHost: '127.0.0.1', httpPort: 1 }
    expect(statesOf((await checkDaemon(place)).findings)).to.deep.equal({ daemon: 'note' })
    const url = await node({ chainId: 1, block: 1, time: 1 })
    const other = await checkDaemon({ ...place, url })
    expect(other.running).to.equal(undefined)
    expect(statesOf(other.findings)).to.deep.equal({ daemon: 'note' })
    expect(other.findings[0]?.found).to.equal('something else answers')
  })

  it('error: the daemon of another operator is none of this one', async () => {
    const address = `0x${'11'.repeat(20)}` as const
    const status = {
      ...{ status: 'ok', address, roles: [], peerId: 'p', connected: 1, block: 1, troubles: [] },
      ...{ startedAt: 1, now: 1, memoryBytes: 1, blockAgeSeconds: 1 },
    }
    const httpPort = await listen((_request, response) => response.end(JSON.stringify(status)))
    const place = { dataFolder: folder, httpHost: '127.0.0.1', httpPort }
    expect(await checkDaemon(place, address)).to.have.nested.property('running.status.status', 'ok')
    const other = await checkDaemon(place, `0x${'22'.repeat(20)}`)
    expect(other.running).to.equal(undefined)
    expect(other.findings[0]).to.deep.include({
      state: 'bad',
      found: `that of another operator answers, ${address}`,
    })
  })

  it('error: a check that fails or finds no end is a finding', async () => {
    const limits = { name: 'x', ms: 20, state: 'note' } as const
    const endless = await bounded(limits, () => new Promise(() => undefined))
    expect(statesOf(endless)).to.deep.equal({ x: 'note' })
    const failed = await bounded({ ...limits, state: 'bad' }, async () => {
      throw new Error('no')
    })
    expect(statesOf(failed)).to.deep.equal({ x: 'bad' })
    expect(await bounded(limits, async () => [good('y', 'z')])).to.deep.equal([good('y', 'z')])
  })
})

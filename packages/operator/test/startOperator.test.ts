import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Anvil, startAnvil } from '@vain/anvil'
import { fromText, type Log, type LogFields, Secret } from '@vain/base'
import {
  connectRpc,
  createLedgerWriter,
  createWallet,
  type Deployment,
  deployNetwork,
  devAccounts,
  type LedgerWriter,
  type Rpc,
} from '@vain/chain'
import { cidOf } from '@vain/net/artefacts'
import { type Hex, roles, verifyPossession } from '@vain/protocol'
import { createMeter, systemClock, systemRandom } from '@vain/service'
import { expect } from 'chai'
import { type OperatorHost, type OperatorOptions, startOperator } from '../src/index.ts'
import { assertWhole, readWords } from '../src/retention/assertWhole.ts'

type Line = { message: string; fields: LogFields }

function createLines(): { log: Log; lines: Line[]; heard: (message: string) => Promise<Line> } {
  const lines: Line[] = []
  const waiting: { message: string; resolve: (line: Line) => void }[] = []
  const say = (message: string, fields: LogFields = {}): void => {
    lines.push({ message, fields })
    for (const it of waiting) if (it.message === message) it.resolve({ message, fields })
  }
  const log: Log = { debug: say, info: say, warn: say, error: say, with: () => log }
  const heard = (message: string): Promise<Line> =>
    new Promise((resolve) => waiting.push({ message, resolve }))
  return { log, lines, heard }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe('startOperator', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'vain-operator-'))
  let anvil: Anvil
  let rpc: Rpc
  let deployment: Deployment
  let bank: LedgerWriter
  const hosts: OperatorHost[] = []

  before(async () => {
    const { log } = createLines()
    anvil = await startAnvil({ port: await freePort(), log, blockTimeSeconds: 0 })
    rpc = connectRpc(anvil.url)
    const [owner] = devAccounts(1).map(({ privateKey }) => createWallet(rpc, privateKey))
    if (owner === undefined) throw new Error('no account')
    deployment = await deployNetwork(owner, {
      tokenHolder: owner.address,
      minStakes: { trainer: 10n ** 18n },
    })
    bank = createLedgerWriter(owner, deployment)
  })
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.stop()))
  })
  after(async () => {
    rpc.close()
    await anvil.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const optionsOf = (name: string, more: Partial<OperatorOptions> = {}): OperatorOptions => ({
    dataFolder: join(folder, name),
    keystore: undefined,
    password: new Secret('password'),
    passwordFile: undefined,
    httpHost: '127.0.0.1',
    httpPort: 0,
    rpcUrl: anvil.url,
    rpcFallbackUrls: [],
    relay: 'off',
    upnp: false,
    mdns: false,
    bootstrap: [],
    stunPort: 0,
    stunServers: [],
    ledger: deployment.ledger,
    stake: undefined,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    announce: [],
    keepRounds: 0,
    storeLimitMiB: 0,
    runGateways: [],
    publishFolder: undefined,
    kuboUrl: undefined,
    kuboSecretFile: undefined,
    roles: ['trainer'],
    ...more,
  })

  /** Starts an operator, and funds it when it asks. */
  async function start(options: OperatorOptions, signal?: AbortSignal): Promise<OperatorHost> {
    const { log, heard } = createLines()
    const asked = heard('waiting for funds: send them here').then(async ({ fields }) => {
      await bank.transfer(fields.address as Hex, 100n * 10n ** 18n)
      await bank.fund(fields.address as Hex, 10n ** 18n)
    })
    asked.catch(() => undefined)
    const deps = { log, clock: systemClock, random: systemRandom, meter: createMeter() }
    const host = await startOperator(deps, options, signal ?? new AbortController().signal)
    hosts.push(host)
    return host
  }

  const connected = async (host: OperatorHost, peerId: string, is: boolean): Promise<void> => {
    while (host.network.connectedPeers().includes(peerId) !== is) await systemClock.sleep(20)
  }

  it('default: waits for funds, bonds, registers, and is found by the others', async () => {
    const a = await start(optionsOf('a', { roles: ['trainer', 'validator'], stake: '2.5' }))
    const b = await start(optionsOf('b'))
    expect(await a.reader.bonded(a.address)).to.equal(25n * 10n ** 17n)
    expect(await b.reader.bonded(b.address)).to.equal(10n ** 18n)
    assertWhole(await readWords(b.reader), b.follower.view.view)
    const seen = b.follower.view.view.operators.get(a.index)
    expect(seen?.roles).to.equal(roles.trainer | roles.validator)
    expect(seen && verifyPossession(deployment.chainId, deployment.keyBook, seen)).to.equal(
      undefined,
    )
    expect(seen?.endpoints).to.deep.equal([
      ...a.network.addresses(),
      a.httpUrl.replace('http://127.0.0.1:', '/ip4/127.0.0.1/tcp/').concat('/http'),
    ])
    await Promise.all([connected(a, b.network.peerId, true), connected(b, a.network.peerId, true)])
    expect(b.peers.operatorOf(a.network.peerId)?.index).to.equal(a.index)
    expect(b.peers.peerIdOf(a.index)).to.equal(a.network.peerId)
    const health = await (await fetch(`${a.httpUrl}/health`)).json()
    expect(health).to.include({ status: 'ok', index: a.index, address: a.address })
  })

  it('behavior: a restart finds itself registered and announces its new endpoints', async () => {
    const first = await start(optionsOf('again'))
    const { index, address } = first
    const before = first.follower.view.view.operators.get(index)?.endpoints
    await first.stop()
    const second = await start(optionsOf('again'))
    expect(second.index).to.equal(index)
    expect(second.address).to.equal(address)
    const state = await second.follower.waitFor(
      ({ view }) => view.operators.get(index)?.endpoints.join() !== before?.join(),
      { timeoutMs: 10_000 },
    )
    expect(state.view.operators.get(index)?.endpoints[0]).to.equal(second.network.addresses()[0])
  })

  it('behavior: a retired operator is cut off', async () => {
    const [stays, goes] = [await start(optionsOf('stays')), await start(optionsOf('goes'))]
    await connected(stays, goes.network.peerId, true)
    await goes.writer.retire()
    await connected(stays, goes.network.peerId, false)
    expect(stays.peers.operatorOf(goes.network.peerId)).to.equal(undefined)
    await goes.stop()
    // Starting the daemon again is how one joins again, under another index, once a bond would be free.
    await rpc.request('evm_increaseTime', [2_000_000])
    await rpc.request('evm_mine')
    const back = await start(optionsOf('goes'))
    expect(back.address).to.equal(goes.address)
    expect(back.index).to.not.equal(goes.index)
    await connected(stays, back.network.peerId, true)
  })

  it('behavior: files of the publish folder are served by the gateway', async () => {
    const published = join(folder, 'published')
    mkdirSync(published)
    writeFileSync(join(published, 'program.onnx'), 'hello')
    const host = await start(optionsOf('publisher', { publishFolder: published }))
    const cid = await cidOf(fromText('hello'))
    const answer = await fetch(`${host.httpUrl}/ipfs/${cid}`)
    expect(await answer.text()).to.equal('hello')
  })

  it('error: other roles than are registered', async () => {
    const options = optionsOf('roles')
    const host = await start(options)
    await host.stop()
    const other = start({ ...options, roles: ['aggregator'] })
    const error = await other.catch((thrown: unknown) => thrown)
    expect(error).to.include({ code: 'operator/registered-otherwise' })
  })

  it('error: another ledger, or a node that is stopped while it waits', async () => {
    const nowhere = start(optionsOf('nowhere', { ledger: `0x${'11'.repeat(20)}` }))
    expect(await nowhere.catch((thrown: unknown) => thrown)).to.include({
      code: 'chain/no-deployment',
    })
    const stopping = new AbortController()
    const { log, heard } = createLines()
    const asked = heard('waiting for funds: send them here')
    const deps = { log, clock: systemClock, random: systemRandom, meter: createMeter() }
    const waiting = startOperator(deps, optionsOf('poor'), stopping.signal)
    const { fields } = await asked
    expect(fields).to.include({ missingVain: '1' })
    stopping.abort(new Error('stopped'))
    expect(await waiting.catch((thrown: unknown) => thrown)).to.include({ message: 'stopped' })
  })
})

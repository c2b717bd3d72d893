import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Anvil } from '@vain/anvil'
import type { VainError } from '@vain/base'
import { expect } from 'chai'
import {
  type ChainState,
  connectRpc,
  createFollower,
  createLedgerWriter,
  createWallet,
  type Deployment,
  devAccounts,
  type Follower,
  type FollowerOptions,
  type Rpc,
  readBlock,
} from '../../src/index.ts'
import {
  clock,
  createDoor,
  createLines,
  type Door,
  type Line,
  mine,
  type Network,
  pass,
  registrationOf,
  runSpec,
  startNetwork,
  startQuietAnvil,
} from '../support.ts'

const soon = { timeoutMs: 50_000 }

describe('createFollower', () => {
  let network: Network
  let rpc: Rpc
  let lines: Line[]
  let follower: Follower
  let failures: unknown[]

  before(async () => {
    network = await startNetwork()
    rpc = network.rpc
  })

  after(() => network.anvil.stop())

  afterEach(() => follower.stop())

  function follow(options: Partial<FollowerOptions> = {}, over = rpc): Follower {
    const made = createLines()
    lines = made.lines
    failures = []
    const { deployment } = network
    const onFailure = (error: unknown): void => void failures.push(error)
    const all = { deployment, pollMs: 5, maxBackoffMs: 20, onFailure, ...options }
    follower = createFollower({ rpc: over, clock, log: made.log }, all)
    return follower
  }

  const runs = (state: ChainState): number => state.view.runs.size
  const createRun = (cid = 'cid') => network.writers[0]?.createRun(runSpec, cid) ?? expect.fail()

  it('default: start brings it to the newest block', async () => {
    await createRun()
    await follow().start()
    const { view, block } = follower.view
    expect(block).to.deep.equal(await readBlock(rpc, 'latest'))
    expect(view.runs.get(1)?.spec).to.deep.equal(runSpec)
    const { chainId, ledger } = network.deployment
    expect(view.venue).to.deep.equal({ chainId, ledger })
  })

  it('default: new events and new blocks arrive, the latter also without events', async () => {
    await follow().start()
    const seen: number[] = []
    const end = follower.onChange(({ block }) => seen.push(block.number))
    const before = follower.view
    await createRun()
    const grown = await follower.waitFor((state) => runs(state) === runs(before) + 1, soon)
    await pass(rpc, 60)
    const { timestamp } = before.block
    const later = await follower.waitFor(({ block }) => block.timestamp >= timestamp + 60, soon)
    expect(seen.at(-1)).to.equal(before.block.number + 2)
    expect(later.view, 'no event, no new view').to.equal(grown.view)
    end()
    await mine(rpc)
    await follower.waitFor(({ block }) => block.number === before.block.number + 3, soon)
    expect(seen.at(-1)).to.equal(before.block.number + 2)
  })

  it('behavior: confirmations hold blocks back', async () => {
    await follow({ confirmations: 2 }).start()
    const head = await readBlock(rpc, 'latest')
    expect(follower.view.block.number).to.equal((head?.number ?? 0) - 2)
    await mine(rpc)
    await follower.waitFor(({ block }) => block.number === (head?.number ?? 0) - 1, soon)
  })

  it('behavior: a reorganisation takes events back', async () => {
    await follow().start()
    const before = runs(follower.view)
    await createRun()
    const { block } = await follower.waitFor((state) => runs(state) === before + 1, soon)
    await rpc.request('anvil_reorg', [2, []])
    const latest = await readBlock(rpc, 'latest')
    expect(latest?.hash).not.to.equal(block.hash)
    // It may look while blocks are replaced.
    const after = await follower.waitFor((state) => state.block.hash === latest?.hash, soon)
    expect(runs(after)).to.equal(before)
    expect(after.block).to.deep.equal(latest)
    await createRun()
    await follower.waitFor((state) => runs(state) === before + 1, soon)
    expect(failures).to.deep.equal([])
  })

  it('behavior: a chain that became shorter is followed back, then on', async () => {
    await follow().start()
    const snapshot = await rpc.request('evm_snapshot')
    const start = follower.view
    for (let i = 0; i < 3; i++) await createRun()
    await follower.waitFor((state) => runs(state) === runs(start) + 3, soon)
    await rpc.request('evm_revert', [snapshot])
    const back = await follower.waitFor((state) => runs(state) === runs(start), soon)
    expect(back.block).to.deep.equal(start.block)
    expect(back.view, 'a checkpoint, not a rebuild').to.equal(start.view)
    await createRun()
    await follower.waitFor((state) => runs(state) === runs(start) + 1, soon)
  })

  it('behavior: a reorganisation deeper than its checkpoints costs a rebuild', async () => {
    const snapshot = await rpc.request('evm_snapshot')
    await mine(rpc)
    await follow().start()
    const start = follower.view
    await rpc.request('evm_revert', [snapshot])
    await pass(rpc, 1)
    await createRun()
    const state = await follower.waitFor((now) => runs(now) === runs(start) + 1, soon)
    expect(state.block).to.deep.equal(await readBlock(rpc, 'latest'))
  })

  it('behavior: a reorganisation in the middle of a look mixes no branches', async () => {
    const snapshot = await rpc.request('evm_snapshot')
    let isArmed = false
    const over: Rpc = {
      ...rpc,
      async request(method, params, signal) {
        if (isArmed && method === 'eth_getLogs') {
          isArmed = false
          await rpc.request('evm_revert', [snapshot])
          for (const cid of ['x', 'y', 'z']) await createRun(cid)
        }
        return rpc.request(method, params, signal)
      },
    }
    await follow({}, over).start()
    const before = runs(follower.view)
    await createRun('a')
    await follower.waitFor((state) => runs(state) === before + 1, soon)
    const cids = ({ view }: ChainState) =>
      [...view.runs.values()].slice(before).map((r) => r.configCid)
    const seen: string[] = []
    follower.onChange((state) => seen.push(cids(state).join('')))
    isArmed = true
    // The revert may come before its receipt was read: then it is rightly said to be replaced.
    await createRun('b').catch((error: unknown) => {
      expect(error).to.have.property('code', 'chain/replaced')
    })
    const state = await follower.waitFor((now) => cids(now).at(-1) === 'z', soon)
    expect(cids(state)).to.deep.equal(['x', 'y', 'z'])
    for (const some of seen) expect('xyz'.startsWith(some) || 'ab'.startsWith(some)).to.equal(true)
    expect(failures).to.deep.equal([])
  })

  it('behavior: an outage is waited out and logged once', async () => {
    const door = await createDoor(network.anvil.url)
    const through = connectRpc(door.url, { attempts: 1 })
    let asked = 0
    const over: Rpc = {
      ...through,
      request(...question) {
        asked += 1
        return through.request(...question)
      },
    }
    try {
      await follow({}, over).start()
      const before = runs(follower.view)
      await door.shut()
      await createRun()
      await until(() => lines.length > 0)
      const first = asked
      await until(() => asked > first + 3)
      await door.open(network.anvil.url)
      await follower.waitFor((state) => runs(state) === before + 1, soon)
      expect(lines.map(({ level, message }) => `${level}: ${message}`)).to.deep.equal([
        'warn: The chain is away',
        'info: The chain is back',
      ])
    } finally {
      await door.shut()
    }
  })

  it('behavior: start waits for a node that is not there yet', async () => {
    const door = await createDoor(network.anvil.url)
    await door.shut()
    const started = follow({}, connectRpc(door.url, { attempts: 1 })).start()
    await until(() => lines.length > 0)
    await door.open(network.anvil.url)
    await started
    expect(follower.view.block.number).to.be.above(0)
    await door.shut()
  })

  it('behavior: a listener that throws stops nobody', async () => {
    await follow().start()
    follower.onChange(() => {
      throw new Error('bad listener')
    })
    const { number } = follower.view.block
    await mine(rpc)
    await follower.waitFor(({ block }) => block.number === number + 1, soon)
    expect(lines.map(({ message }) => message)).to.include('A listener of the chain failed')
    await mine(rpc)
    await follower.waitFor(({ block }) => block.number === number + 2, soon)
  })

  it('error: waitFor ends with its time, its signal, its predicate and the follower', async () => {
    await follow().start()
    const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
      promise.then(
        () => 'resolved',
        (error: VainError) => error.code ?? error.message,
      )
    const never = () => false
    expect(await codeOf(follower.waitFor(never, { timeoutMs: 1 }))).to.equal('chain/wait-timeout')
    const signal = AbortSignal.abort(new Error('enough'))
    expect(await codeOf(follower.waitFor(never, { ...soon, signal }))).to.equal('enough')
    const stop = new AbortController()
    const stopped = codeOf(follower.waitFor(never, { ...soon, signal: stop.signal }))
    stop.abort(new Error('later'))
    expect(await stopped).to.equal('later')
    const bad = () => {
      throw new Error('bad predicate')
    }
    expect(await codeOf(follower.waitFor(bad, soon))).to.equal('bad predicate')
    const ended = codeOf(follower.waitFor(never, soon))
    await follower.stop()
    expect(await ended).to.equal('chain/follower-stopped')
    expect(await codeOf(follower.start())).to.equal('chain/follower-stopped')
  })

  it('error: a ledger that does what the protocol forbids', async () => {
    // Without the block of the registration, the retirement is of an operator that there is not.
    const [writer] = network.writers
    await writer?.bond(200n)
    const wallet = network.wallets[0] ?? expect.fail()
    const registration = registrationOf(network.deployment, wallet, 9, 1)
    const { block } = (await writer?.register(registration)) ?? expect.fail()
    const deployment: Deployment = { ...network.deployment, deployedAt: block + 1 }
    await mine(rpc)
    await follow({ deployment }).start()
    const wait = follower.waitFor(() => false, soon).catch((error: unknown) => error)
    await writer?.retire()
    const error = await wait
    expect((error as VainError).code).to.equal('protocol/ledger-diverged')
    expect(failures).to.deep.equal([error])
  })

  it('error: another network, and a chain without the ledger', async () => {
    const wrong = { ...network.deployment, chainId: 5n }
    const code = (error: VainError) => error.code
    expect(await follow({ deployment: wrong }).start().catch(code)).to.equal('chain/wrong-network')
    const missing = { ...network.deployment, ledger: `0x${'12'.repeat(20)}` as const }
    expect(await follow({ deployment: missing }).start().catch(code)).to.equal(
      'chain/no-deployment',
    )
  })
})

describe('createFollower over restarts of the chain', () => {
  let folder: string
  let door: Door
  let anvil: Anvil
  let follower: Follower

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vain-chain-'))
  })

  afterEach(async () => {
    await follower.stop()
    await anvil.stop()
    await door.shut()
    await rm(folder, { recursive: true, force: true })
  })

  it('behavior: the chain comes back with an older state and grows another way', async () => {
    const statePath = join(folder, 'state.json')
    const network = await startNetwork({ statePath })
    anvil = network.anvil
    const [writer] = network.writers
    await writer?.createRun(runSpec, 'kept')
    await anvil.stop()
    await copyFile(statePath, join(folder, 'older.json'))

    anvil = await startQuietAnvil({ statePath })
    door = await createDoor(anvil.url)
    const rpc = connectRpc(door.url, { attempts: 1 })
    const { log } = createLines()
    const options = { deployment: network.deployment, pollMs: 5, maxBackoffMs: 20 }
    follower = createFollower({ rpc, clock, log }, options)
    const wallet = createWallet(rpc, devAccounts(1)[0]?.privateKey ?? expect.fail())
    const again = createLedgerWriter(wallet, network.deployment)
    await follower.start()
    await again.createRun(runSpec, 'lost')
    await again.createRun(runSpec, 'lost')
    await follower.waitFor(({ view }) => view.runs.get(3)?.configCid === 'lost', soon)

    await door.shut()
    await anvil.kill()
    anvil = await startQuietAnvil({ statePath: join(folder, 'older.json') })
    await door.open(anvil.url)
    await follower.waitFor(({ view }) => view.runs.size === 1, soon)
    await again.createRun(runSpec, 'other')
    const { view } = await follower.waitFor(({ view }) => view.runs.size === 2, soon)
    expect([...view.runs.values()].map(({ configCid }) => configCid)).to.deep.equal([
      'kept',
      'other',
    ])
  })
})

/** Waits for something that happens without telling. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await clock.sleep(1)
}

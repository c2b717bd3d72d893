import { toHex, type VainError } from '@vain/base'
import { applyEvent, createLedgerView, type LedgerEvent, toBitmap } from '@vain/protocol'
import { expect } from 'chai'
import {
  createLedgerReader,
  type LedgerWriter,
  type Rpc,
  readBlock,
  readDeployment,
  readEvents,
  venueOf,
  type Wallet,
} from '../src/index.ts'
import {
  epochSeconds,
  type Network,
  pass,
  registrationOf,
  runSpec,
  startNetwork,
} from './support.ts'

type Kind<K extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: K }>

describe('readEvents', () => {
  let network: Network
  let rpc: Rpc
  let events: LedgerEvent[]

  /** A network with two operators in all roles, a run, and a round that was opened. */
  before(async () => {
    network = await startNetwork()
    rpc = network.rpc
    const { wallets, writers, deployment } = network
    const [first, second] = writers as [LedgerWriter, LedgerWriter]
    await first.transfer((wallets[1] as Wallet).address, 500n)
    for (const [i, writer] of [first, second].entries()) {
      await writer.bond(200n + BigInt(i))
      const { index } = await writer.register(
        registrationOf(deployment, wallets[i] as Wallet, i + 1),
      )
      expect(index).to.equal(i)
    }
    await second.announce(['/ip4/10.0.0.1/tcp/1', '/dns4/ünï/tcp/2'])
    await pass(rpc, epochSeconds)
    await first.snapshot()
    const { run } = await first.createRun(runSpec, 'bafy-config')
    expect(run).to.equal(1)
    const { operator } = await createLedgerReader(rpc, deployment).leaderOf(run)
    const leader = wallets.findIndex(({ address }) => address === operator)
    await (writers[leader] as LedgerWriter).open(run)
    await pass(rpc, 30 * 4 + 1)
    await first.abort(run, 1)
    await second.retire()
    const { number } = (await readBlock(rpc, 'latest')) as { number: number }
    events = await readEvents(rpc, deployment, deployment.deployedAt, number)
  })

  after(() => network.anvil.stop())

  const find = <K extends LedgerEvent['kind']>(kind: K): Kind<K> =>
    events.find((event) => event.kind === kind) as Kind<K>

  it('default: reads all events in the order of the chain', () => {
    expect(events.map(({ kind }) => kind)).to.deep.equal([
      'registered',
      'registered',
      'announced',
      'snapshotted',
      'run-created',
      'opened',
      'aborted',
      'retired',
    ])
  })

  it('default: a registration comes back as it was given', () => {
    const wallet = network.wallets[0] as Wallet
    const given = registrationOf(network.deployment, wallet, 1)
    const { kind: _, at: __, ...read } = find('registered')
    const { peerProof: ___, ...expected } = given
    expect(read).to.deep.equal({ ...expected, index: 0, operator: wallet.address })
  })

  it('default: a run comes back as it was given', () => {
    const { run, spec, configCid } = find('run-created')
    expect({ run, spec, configCid }).to.deep.equal({
      run: 1,
      spec: runSpec,
      configCid: 'bafy-config',
    })
  })

  it('default: the opening of a round', async () => {
    const { deployment } = network
    const { at: _, transcript, head, ...rest } = find('opened')
    expect(rest).to.deep.equal({
      kind: 'opened',
      run: 1,
      round: 1,
      epoch: 1,
      members: toBitmap([0, 1]),
      threshold: 2,
    })
    const reader = createLedgerReader(rpc, deployment)
    expect(transcript).to.equal(await reader.transcriptOf(1))
    expect(head).to.equal(await reader.headOf(1))
  })

  it('default: the state that an aborted round was in, and the weights of a set', async () => {
    expect(find('aborted').from).to.equal('open')
    expect(find('aborted').seed).to.equal(
      await createLedgerReader(rpc, network.deployment).seedOf(1),
    )
    const { weights, totalWeight, indices, aggregateKey } = find('snapshotted')
    expect({ weights, totalWeight, indices }).to.deep.equal({
      weights: [200n, 201n],
      totalWeight: 401n,
      indices: [0, 1],
    })
    expect(aggregateKey).to.have.length(256)
  })

  it('default: every event knows its place', async () => {
    for (const { at } of events) {
      const block = await readBlock(rpc, at.block)
      expect(at.blockHash).to.equal(block?.hash)
      expect(at.timestamp).to.equal(block?.timestamp)
      expect(at.transaction).to.match(/^0x[0-9a-f]{64}$/)
    }
  })

  it('behavior: the events lead to what the contract says', async () => {
    const view = events.reduce(applyEvent, createLedgerView(venueOf(network.deployment)))
    const machine = view.runs.get(1)?.machine
    const reader = createLedgerReader(rpc, network.deployment)
    expect(machine?.cursor).to.deep.equal(await reader.cursorOf(1))
    expect(machine?.transcript).to.equal(await reader.transcriptOf(1))
    expect(machine?.seed).to.equal(await reader.seedOf(1))
  })

  it('behavior: a range takes both of its ends and nothing else', async () => {
    const { block } = find('opened').at
    const some = await readEvents(rpc, network.deployment, block, block)
    expect(some.map(({ kind }) => kind)).to.deep.equal(['opened'])
    const earlier = await readEvents(rpc, network.deployment, block - 1, block - 1)
    expect(earlier.map(({ kind }) => kind)).to.deep.equal(['run-created'])
    expect(await readEvents(rpc, network.deployment, block + 1, block)).to.deep.equal([])
  })

  it('default: a deployment is found from its ledger alone', async () => {
    const { ledger } = network.deployment
    const shouted = `0x${ledger.slice(2).toUpperCase()}` as const
    expect(await readDeployment(rpc, shouted)).to.deep.equal(network.deployment)
  })

  for (const [what, address] of [
    ['nobody', () => toHex(new Uint8Array(20).fill(9))],
    ['another contract', () => network.deployment.token],
    ['no address', () => '0x12' as const],
  ] as const) {
    it(`error: no deployment at ${what}`, async () => {
      const error = await readDeployment(rpc, address()).catch((thrown: unknown) => thrown)
      expect((error as VainError).code).to.equal('chain/no-deployment')
    })
  }
})

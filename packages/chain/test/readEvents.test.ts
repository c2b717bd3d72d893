import { toHex, type VainError } from '@vain/base'
import {
  applyEvent,
  createLedgerView,
  type Hex,
  kemKeyBytes,
  type Lead,
  type LedgerEvent,
  zeroHash,
} from '@vain/protocol'
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

const [maskKey, sealKey, selfCommitment] = [1, 2, 3].map((byte) =>
  new Uint8Array(32).fill(byte),
) as [Uint8Array, Uint8Array, Uint8Array]
const kemKey = new Uint8Array(kemKeyBytes).fill(4)
const forcedKeys = { maskKey, sealKey, kemKey, selfCommitment }

type Kind<K extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: K }>

describe('readEvents', () => {
  let network: Network
  let rpc: Rpc
  let events: LedgerEvent[]
  let opened: { readonly membership: Hex; readonly head: Hex }
  let lead: Lead & { readonly operator: Hex }
  const inbox: Hex[] = []

  /** A network with two operators in all roles, a run, and a round that was opened. */
  before(async () => {
    network = await startNetwork()
    rpc = network.rpc
    const { wallets, writers, deployment } = network
    const reader = createLedgerReader(rpc, deployment)
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
    await first.setParams(run, { ...runSpec.params, turnSeconds: 20 })
    inbox.push(await reader.inboxOf(run))
    await second.force(run, 1, forcedKeys)
    inbox.push(await reader.inboxOf(run))
    const next = await reader.leaderOf(run)
    const leader = wallets.findIndex(({ address }) => address === next)
    await (writers[leader] as LedgerWriter).open(run)
    inbox.push(await reader.inboxOf(run))
    opened = { membership: await reader.membership(), head: await reader.headOf(run) }
    lead = { ...(await reader.leadOf(run)), operator: next }
    await pass(rpc, 60 + 20 * 4 + 1)
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
      'run-params-set',
      'forced',
      'opened',
      'aborted',
      'retired',
    ])
  })

  it('behavior: a reader says what the contracts said as of its block', async () => {
    const { at } = find('opened')
    const reader = createLedgerReader(rpc, network.deployment, at.block)
    const then = { membership: await reader.membership(), head: await reader.headOf(1) }
    expect(then).to.deep.equal(opened)
    // One aborted and one retired since.
    const now = createLedgerReader(rpc, network.deployment)
    expect(await now.headOf(1)).to.not.equal(opened.head)
    expect(await now.membership()).to.not.equal(opened.membership)
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
    const { at, ...rest } = find('opened')
    const block = await rpc.request('eth_getBlockByNumber', [`0x${at.block.toString(16)}`, false])
    expect(rest).to.deep.equal({
      kind: 'opened',
      run: 1,
      round: 1,
      epoch: 1,
      ...opened,
      members: 2,
      threshold: 2,
      inbox: inbox[1],
      randao: (block as { mixHash: Hex }).mixHash,
    })
    // The inbox of the round after it is empty.
    expect([inbox[0], inbox[2]]).to.deep.equal([zeroHash, zeroHash])
    expect(inbox[1]).not.to.equal(zeroHash)
  })

  it('default: an entry of the inbox comes back as it was given', () => {
    const { at: _, ...rest } = find('forced')
    const [maskKey, sealKey, kemKey, selfCommitment] = Object.values(forcedKeys).map(toHex)
    expect(rest).to.deep.equal({
      ...{ kind: 'forced', run: 1, round: 1, index: 1 },
      ...{ maskKey, sealKey, kemKey, selfCommitment },
    })
  })

  it('default: rules that were changed, and who leads by them', () => {
    const { at: _, ...rest } = find('run-params-set')
    const params = { ...runSpec.params, turnSeconds: 20 }
    expect(rest).to.deep.equal({ kind: 'run-params-set', run: 1, params })
    const { place, operator, ...rules } = lead
    const { phaseTurns, trainSeconds, disputeSeconds } = runSpec.params
    const expected = { turnSeconds: 20, phaseTurns, trainSeconds, disputeSeconds }
    expect(rules).to.deep.equal({ leader: operator, ...expected, forced: false })
    expect(place).to.be.within(0, 1)
  })

  it('default: the state that an aborted round was in, and the weights of a set', async () => {
    const { from, randao, head } = find('aborted')
    expect(from).to.equal('open')
    expect(randao).to.match(/^0x[0-9a-f]{64}$/)
    expect(head).to.equal(await createLedgerReader(rpc, network.deployment).headOf(1))
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
    expect(machine?.lead).to.deep.equal(await reader.leadOf(1))
    expect(machine?.head).to.equal(await reader.headOf(1))
  })

  it('behavior: a range takes both of its ends and nothing else', async () => {
    const { block } = find('opened').at
    const some = await readEvents(rpc, network.deployment, block, block)
    expect(some.map(({ kind }) => kind)).to.deep.equal(['opened'])
    const earlier = await readEvents(rpc, network.deployment, block - 1, block - 1)
    expect(earlier.map(({ kind }) => kind)).to.deep.equal(['forced'])
    expect(await readEvents(rpc, network.deployment, block + 1, block)).to.deep.equal([])
  })

  it('default: a deployment is found from its ledger alone', async () => {
    const { ledger } = network.deployment
    const shouted = `0x${ledger.slice(2).toUpperCase()}` as const
    expect(network.deployment).to.deep.include(await readDeployment(rpc, shouted))
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

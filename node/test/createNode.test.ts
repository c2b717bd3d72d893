import { toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  cidOfContent,
  currentRound,
  type Envelope,
  headRound,
  type Mask,
  phases,
  type RoundView,
  zeroHash,
} from '@vain/protocol'
import {
  createSyntheticNetwork,
  narrowSettings,
  playRound,
  type SyntheticNetwork,
  type SyntheticOptions,
} from '@vain/testkit'
import { expect } from 'chai'
import { createDrive } from './support/driveRound.ts'
import { createStubTrainer, type SyntheticNode, startNode } from './support/syntheticNode.ts'
import { temporaryFolder } from './support/temporaryFolder.ts'
import { until } from './support/until.ts'

describe('createNode', () => {
  const folder = temporaryFolder()
  let nodes: SyntheticNode[] = []
  let count = 0
  afterEach(() => Promise.all(nodes.map((node) => node.stop())))

  async function startNetwork(options?: SyntheticOptions): Promise<SyntheticNetwork> {
    const network = await createSyntheticNetwork(options)
    const own = `${folder}/${count++}`
    nodes = network.members.map(({ index }) => startNode(network, index, { folder: own }))
    return { ...network, members: nodes }
  }

  it('default: rounds are certified, and the sum is that of the kept inputs', async () => {
    const network = await startNetwork()
    const first = await playRound(network, network.genesisModel, {})
    expect(first).to.have.length(500)
    network.chain.pass(20)
    const second = await playRound(network, first ?? network.genesisModel, {})
    expect(second).to.not.deep.equal(first)
    const run = network.chain.view().runs.get(1)
    expect(run?.machine.cursor).to.include({ version: 2, state: 'certified' })
    expect(currentOf(network).survivors).to.have.length(4)
    expect(run && headRound(run)?.certificate?.nonSigners).to.deep.equal([])
  })

  it('behavior: vectors of two coordinates a word, rotated, under an adaptive optimiser', async () => {
    const network = await startNetwork({ runSettings: narrowSettings })
    const first = await playRound(network, network.genesisModel, { silent: { mask: [2] } })
    network.chain.pass(20)
    await playRound(network, first ?? network.genesisModel, {})
    expect(network.chain.view().runs.get(1)?.machine.cursor.version).to.equal(2)
    const [node] = nodes as [SyntheticNode]
    const vector = await node.vector({ run: 1, round: 2 })
    expect(vector).to.have.length(4 * 251)
  })

  it('behavior: a dropped and a vanished member', async () => {
    const network = await startNetwork()
    await playRound(network, network.genesisModel, { silent: { mask: [1], advertise: [] } })
    expect(network.chain.view().runs.get(1)?.machine.cursor.version).to.equal(1)
    network.chain.pass(20)
    const script = { silent: { reveal: [2], attest: [0] } }
    await playRound(network, await modelOf(network), script)
    expect(network.chain.view().runs.get(1)?.machine.cursor.version).to.equal(2)
  })

  it('behavior: what was said is said again after a restart, byte for byte', async () => {
    const network = await startNetwork()
    const [node] = nodes as [SyntheticNode]
    await playRound(network, network.genesisModel, {})
    const { roster, share } = currentOf(network)
    const asked = [
      { phase: phases.advertise },
      { phase: phases.share, roster },
      { phase: phases.mask, roster, share },
      { phase: phases.reveal },
      { phase: phases.evaluate },
    ]
    const ask = async () =>
      Promise.all(asked.map((what) => node.answer({ run: 1, round: 1, ...what })))
    const before = await ask()
    const vector = await node.vector({ run: 1, round: 1 })
    await node.restart()
    expect(await ask()).to.deep.equal(before)
    expect(before.map(({ kind }) => kind)).to.deep.equal(asked.map(() => 'message'))
    expect(await node.vector({ run: 1, round: 1 })).to.deep.equal(vector)
  })

  it('behavior: a crash between saving a vector and sending it loses nothing', async () => {
    const network = await startNetwork()
    const [node] = nodes as [SyntheticNode]
    const drive = createDrive(network, nodes)
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    const { put } = node.content
    Object.assign(node.content, { put: () => Promise.reject(new Error('the disk is full')) })
    const at = { run: 1, round: 1 }
    const before = await node.answer(drive.request('mask'))
    const vector = await node.vector(at)
    expect(node.node().store.member.vector(at)?.published).to.equal(false)
    Object.assign(node.content, { put })
    await node.restart()
    expect(await node.answer(drive.request('mask'))).to.deep.equal(before)
    await until(() => node.node().store.member.vector(at)?.published === true)
    const [{ body }] = drive.opened([before]) as [Envelope]
    const cid = cidOfContent(toHex((body as Mask).content))
    const limits = { maxBytes: 1 << 20, timeoutMs: 1_000 }
    expect(await network.content.get(cid, limits)).to.deep.equal(vector)
  })

  it('behavior: training is not repeated after a restart', async () => {
    const network = await createSyntheticNetwork()
    let trainings = 0
    const stub = createStubTrainer(0)
    const trainer: typeof stub = {
      ...stub,
      train: (...job) => {
        trainings += 1
        return stub.train(...job)
      },
    }
    const node = startNode(network, 0, { folder: `${folder}/${count++}`, trainer })
    nodes = [node]
    createDrive(network, nodes).open()
    await node.answer({ run: 1, round: 1, phase: phases.advertise })
    const { root } = network.configuration.genesisModel
    await until(() => node.log.lines.some(({ message }) => message === 'trained'))
    await node.restart()
    await node.answer({ run: 1, round: 1, phase: phases.advertise })
    const kept = await node.node().store.member.trained({ run: 1, round: 1 }, toHex(root), 500)
    expect(kept?.examples).to.equal(10)
    expect(trainings).to.equal(1)
  })

  it('behavior: a training that fails is tried again, and then given up', async () => {
    const network = await createSyntheticNetwork()
    const own = `${folder}/${count++}`
    let failures = 2
    const trainerOf = (index: number) => ({
      ...createStubTrainer(index),
      train: (...job: Parameters<ReturnType<typeof createStubTrainer>['train']>) =>
        index === 0 || failures-- > 0
          ? Promise.reject(new Error('the engine crashed'))
          : createStubTrainer(index).train(...job),
    })
    nodes = network.members.map(({ index }) =>
      startNode(network, index, { folder: own, trainer: trainerOf(index) }),
    )
    const drive = createDrive(network, nodes)
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    expect(await drive.ask('mask')).to.have.length(3)
    expect(await nodes[0]?.answer(drive.request('mask'))).to.deep.equal({
      kind: 'refuse',
      reason: 'training-failed',
    })
  })

  it('behavior: the keys of a round are erased once it is certified or aborted', async () => {
    const network = await startNetwork()
    await playRound(network, network.genesisModel, {})
    network.chain.pass(20)
    await playRound(network, await modelOf(network), { abortIn: 'masked' })
    for (const node of nodes) {
      // Asking goes through the worker's work; erasing is part of the next look at the chain.
      await until(() => node.node().store.member.unerased().length === 0)
      expect(node.node().store.member.secrets({ run: 1, round: 1 })).to.equal(undefined)
      expect(node.node().store.member.secrets({ run: 1, round: 2 })).to.equal(undefined)
    }
  })

  it('behavior: the keys of rounds of a run it no longer serves are erased too', async () => {
    const network = await createSyntheticNetwork()
    const own = `${folder}/${count++}`
    nodes = [startNode(network, 0, { folder: own })]
    createDrive(network, nodes).open()
    await nodes[0]?.answer({ run: 1, round: 1, phase: phases.advertise })
    await nodes[0]?.stop()
    const node = startNode(network, 0, { folder: own, options: { runs: [2] } })
    nodes = [node]
    const { member } = node.node().store
    expect(member.unerased()).to.deep.equal([{ run: 1, round: 1 }])
    network.chain.pass(1_000)
    network.chain.send(1, undefined, { call: 'abort', round: 1 })
    await until(() => member.unerased().length === 0)
    expect(member.secrets({ run: 1, round: 1 })).to.equal(undefined)
    network.chain.pass(1)
    network.chain.send(1, network.chain.leader(1), { call: 'open' })
    network.chain.pass(1)
    expect(member.memory({ run: 1, round: 2 })).to.deep.equal({})
  })

  it('behavior: an update made for a round that it never advertised in is erased too', async () => {
    const network = await createSyntheticNetwork()
    const node = startNode(network, 0, { folder: `${folder}/${count++}` })
    nodes = [node]
    const { member } = node.node().store
    const at = { run: 1, round: 1 }
    const trained = { update: Float32Array.of(1), examples: 1 }
    const root = toHex(network.configuration.genesisModel.root)
    await member.saveTrained(at, root, trained)
    expect(member.unerased()).to.deep.equal([at])
    network.chain.send(1, network.chain.leader(1), { call: 'open' })
    network.chain.pass(1_000)
    network.chain.send(1, undefined, { call: 'abort', round: 1 })
    await until(() => member.unerased().length === 0)
    expect(await member.trained(at, root, 1)).to.equal(undefined)
  })

  it('behavior: a delivered vector is recorded', async () => {
    const network = await startNetwork()
    await playRound(network, network.genesisModel, {})
    const [node] = nodes as [SyntheticNode]
    const at = { run: 1, round: 1 }
    const vector = await node.vector(at)
    expect(vector).to.have.length(4 * 501)
    expect(node.node().store.member.isDelivered(at)).to.equal(false)
    await node.acknowledge(at, sha256(vector as Uint8Array))
    expect(node.node().store.member.isDelivered(at)).to.equal(true)
  })

  it('error: vectors are for aggregators', async () => {
    const network = await startNetwork()
    await playRound(network, network.genesisModel, {})
    const [node] = nodes as [SyntheticNode]
    expect(await node.vector({ run: 1, round: 1 }, 'somebody')).to.equal(undefined)
    expect(await node.vector({ run: 1, round: 7 })).to.equal(undefined)
  })

  function currentOf(network: SyntheticNetwork): RoundView {
    const run = network.chain.view().runs.get(1)
    return (run && currentRound(run)) ?? expect.fail()
  }

  async function modelOf(network: SyntheticNetwork): Promise<Float32Array> {
    const run = network.chain.view().runs.get(1)
    const content = (run && headRound(run))?.proposal?.model.content ?? zeroHash
    const cid = cidOfContent(content)
    const bytes = await network.content.get(cid, { maxBytes: 1 << 20, timeoutMs: 1_000 })
    expect(toHex(bytes)).to.have.length(2 + 2 * 2_000)
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  }
})

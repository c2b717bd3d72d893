import { fromHex, fromText, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  artefactHash,
  type Configuration,
  cidOfContent,
  type Envelope,
  encodeConfiguration,
  type Hex,
  type Mask,
  type MaskRefs,
  phases,
  type Recover,
  type RoundResponse,
  type RunSpec,
  shareKinds,
} from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import type { NodeOptions } from '../../src/createNode.ts'
import type { Bound } from '../../src/store/index.ts'
import { createDrive, type Drive } from '../support/driveRound.ts'
import { createBranches, type SyntheticNode, startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

describe('createMember', () => {
  const folder = temporaryFolder()
  let nodes: SyntheticNode[] = []
  let count = 0
  afterEach(() => Promise.all(nodes.map((node) => node.stop())))

  function startAll(network: SyntheticNetwork, options: Partial<NodeOptions> = {}): Drive {
    const own = `${folder}/${count++}`
    nodes = network.members.map(({ index }) => startNode(network, index, { folder: own, options }))
    return createDrive(network, nodes)
  }
  const first = (): SyntheticNode => nodes[0] as SyntheticNode
  /** What the first node is bound to if it is to the bundles of a drive. */
  const boundTo = (drive: Drive): Omit<Bound, 'maskCtx'> => {
    const { roster, share } = drive.request('mask') as MaskRefs
    const [dealt] = first().node().store.member.contexts(drive.at)
    return { ctx: dealt?.ctx ?? expect.fail(), roster, share }
  }
  const reasonOf = (response: RoundResponse): string =>
    response.kind === 'refuse' ? response.reason : response.kind

  it('behavior: nothing is revealed before the set of survivors is final', async () => {
    const network = await createSyntheticNetwork({ params: { finalityBlocks: 5 } })
    const drive = startAll(network)
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    await drive.fix('mask', await drive.ask('mask'))
    const reveal = { ...drive.at, phase: phases.reveal }
    const recover = { ...drive.at, phase: phases.recover, vanished: [1] }
    for (let block = 0; block < 5; block++) {
      expect(await first().askOnce(reveal)).to.deep.equal({ kind: 'wait' })
      expect(await first().askOnce(recover)).to.deep.equal({ kind: 'wait' })
      expect(first().node().store.member.memory(drive.at).revealed).to.equal(false)
      network.chain.pass(1)
    }
    expect(await first().answer(reveal)).to.include({ kind: 'message' })
    expect(await first().answer(recover)).to.include({ kind: 'message' })
  })

  it('behavior: a repeated request for shares gets the same bytes, also after a restart', async () => {
    const drive = startAll(await createSyntheticNetwork())
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    await drive.collect('mask', nodes.slice(0, 3))
    const recover = { ...drive.at, phase: phases.recover, vanished: [1] }
    const before = await first().answer(recover)
    await first().restart()
    expect(await first().answer(recover)).to.deep.equal(before)
  })

  it('error: the b share of a member whose pair seeds were revealed', async () => {
    const drive = startAll(await createSyntheticNetwork())
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    await drive.collect('mask', nodes.slice(0, 3))
    expect(await drive.ask('reveal', [first()])).to.have.length(1)
    const store = first().node().store.member
    const bound = store.bound(drive.at) as Bound
    const save = (of: number, kind: 1 | 2): void =>
      store.saveRecover(drive.at, bound, [{ peer: of, kind }], Uint8Array.of(1))
    expect(() => save(3, shareKinds.self)).to.throw('the other share')
    expect(() => save(0, shareKinds.mask)).to.throw('the other share')
    save(3, shareKinds.mask)
  })

  it('error: shares are refused for whoever is not a survivor', async () => {
    const drive = startAll(await createSyntheticNetwork())
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    await drive.collect('mask', nodes.slice(0, 3))
    const recover = { ...drive.at, phase: phases.recover }
    const ask = async (vanished?: number[]): Promise<string> =>
      reasonOf(await first().askOnce(vanished ? { ...recover, vanished } : recover))
    expect(await ask([3])).to.equal('not-vanished')
    expect(await ask([])).to.equal('not-vanished')
    expect(await ask()).to.equal('not-vanished')
  })

  it('behavior: whoever vanished, a member gives its shares once and for all', async () => {
    const drive = startAll(await createSyntheticNetwork({ members: 5 }))
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    await drive.collect('mask', nodes.slice(0, 4))
    const recover = { ...drive.at, phase: phases.recover }
    const lists = [[1], [2, 1], [0], [0, 1, 2, 3]]
    const answers = await Promise.all(
      lists.map((vanished) => first().answer({ ...recover, vanished })),
    )
    const later = await first().answer({ ...recover, vanished: [3] })
    for (const answer of [...answers, later]) expect(answer).to.deep.equal(answers[0])
    const [envelope] = drive.opened(answers) as [Envelope]
    const { shares } = envelope.body as Recover
    expect(shares.map(({ of, kind }) => [of, kind])).to.deep.equal([
      [1, shareKinds.self],
      [2, shareKinds.self],
      [3, shareKinds.self],
      [4, shareKinds.mask],
    ])
  })

  describe('survivors that the chain names but nobody masked for', () => {
    let drive: Drive

    beforeEach(async () => {
      drive = startAll(await createSyntheticNetwork())
      drive.open()
      await drive.collect('roster')
      await drive.collect('share', nodes.slice(0, 3))
    })

    /** What a leader gets that posts a set of its own making and asks for the shares of one. */
    async function harvest(survivors: readonly number[]): Promise<RoundResponse> {
      const nowhere: Hex = `0x${'5a'.repeat(32)}`
      const { roster, share } = drive.request('mask') as MaskRefs
      const masks = { root: nowhere, content: nowhere }
      drive.send({ call: 'mask', round: 1, roster, share, masks, survivors })
      drive.settle()
      return first().askOnce({ ...drive.at, phase: phases.recover, vanished: [1] })
    }

    /** Both shares of everyone are still to be given. */
    function expectNothingGiven(): void {
      const { member } = first().node().store
      expect(member.answer(drive.at, phases.recover)).to.equal(undefined)
      const any: Bound = { ...boundTo(drive), maskCtx: `0x${'01'.repeat(32)}` }
      const bound = member.bound(drive.at) ?? any
      const given = [0, 1, 2, 3].map((peer) => ({ peer, kind: shareKinds.mask }))
      member.saveRecover(drive.at, bound, given, Uint8Array.of(1))
    }

    it('error: indices of nobody', async () => {
      expect(reasonOf(await harvest([1, 200, 201]))).to.equal('masks: not-a-subset')
      expectNothingGiven()
    })

    it('error: members that sent no shares', async () => {
      expect(reasonOf(await harvest([0, 1, 3]))).to.equal('masks: not-a-subset')
      expectNothingGiven()
    })

    it('error: a bundle that cannot be fetched', async () => {
      expect(await harvest([0, 1, 2])).to.deep.equal({ kind: 'wait' })
      expectNothingGiven()
    })

    it('error: a bundle of copied messages', async () => {
      const [copied] = (await drive.ask('mask', nodes.slice(0, 1))) as [Envelope]
      await drive.fix(
        'mask',
        [0, 1, 2].map((sender) => ({ ...copied, sender })),
      )
      drive.settle()
      const recover = { ...drive.at, phase: phases.recover, vanished: [1] }
      expect(reasonOf(await first().askOnce(recover))).to.equal('masks: malformed of operator 0')
      expectNothingGiven()
    })
  })

  it('error: a round whose opening was replaced is refused', async () => {
    const [here, there] = [await createSyntheticNetwork(), await createSyntheticNetwork()]
    const branches = createBranches(here.chain)
    const own = `${folder}/${count++}`
    nodes = [startNode(here, 0, { folder: own, chain: branches })]
    const drive = createDrive(here, nodes)
    drive.open()
    const before = await first().answer({ ...drive.at, phase: phases.advertise })
    there.chain.retire(3)
    const other = createDrive({ ...there, content: here.content }, nodes, there.chain)
    other.open()
    branches.follow(there.chain)
    expect(await first().answer({ ...drive.at, phase: phases.advertise })).to.deep.equal(before)
    await other.fix('roster', drive.opened([before]))
    expect(reasonOf(await first().answer(other.request('share')))).to.equal('replayed-round')
  })

  it('error: a member without its memory does not go on with keys it has no more', async () => {
    const network = await createSyntheticNetwork()
    const drive = startAll(network)
    drive.open()
    const roster = await drive.ask('advertise')
    await Promise.all(nodes.map((node) => node.stop()))
    const own = `${folder}/${count++}`
    nodes = network.members.map(({ index }) => startNode(network, index, { folder: own }))
    await first().answer({ ...drive.at, phase: phases.advertise })
    await drive.fix('roster', roster)
    expect(reasonOf(await first().answer(drive.request('share')))).to.equal(
      'roster: not my message',
    )
  })

  it('error: survivors that never masked are not revealed to', async () => {
    const drive = startAll(await createSyntheticNetwork())
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    const masks = await drive.ask('mask')
    const [copied] = masks as [Envelope]
    await drive.fix('mask', [...masks.slice(0, 3), { ...copied, sender: 3 }])
    drive.settle()
    expect(reasonOf(await first().answer({ ...drive.at, phase: phases.reveal }))).to.equal(
      'masks: malformed of operator 0',
    )
    expect(first().node().store.member.memory(drive.at).revealed).to.equal(false)
  })

  it('default: the masked vector is the one that was signed, and is published', async () => {
    const drive = startAll(await createSyntheticNetwork())
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    const [mask] = (await drive.collect('mask')) as [Envelope]
    const vector = await first().vector(drive.at)
    const cid = cidOfContent(toHex((mask.body as Mask).content))
    expect(await first().content.get(cid, { maxBytes: 1 << 20, timeoutMs: 1_000 })).to.deep.equal(
      vector,
    )
    expect(toHex(sha256(vector as Uint8Array))).to.not.equal(toHex(sha256(new Uint8Array())))
  })

  describe('materials', () => {
    /** Opens a round of run 2, whose configuration or place on chain is changed. */
    async function refusalOf(
      change: Partial<Configuration>,
      onChain: Partial<RunSpec> = {},
      options: Partial<NodeOptions> = {},
    ): Promise<string> {
      const network = await createSyntheticNetwork()
      const { chain, content, configuration } = network
      const changed = { ...configuration, ...change }
      const bytes = encodeConfiguration(changed)
      const spec: RunSpec = {
        configHash: artefactHash(bytes),
        trainProgramHash: toHex(configuration.trainProgram.hash),
        evaluateProgramHash: toHex(configuration.evaluateProgram.hash),
        dataPolicyHash: toHex(configuration.dataPolicy.hash),
        genesisModelRoot: toHex(configuration.genesisModel.root),
        params: chain.view().runs.get(1)?.spec.params as RunSpec['params'],
        ...onChain,
      }
      chain.createRun(2, spec, await content.put(bytes))
      chain.pass(1)
      startAll(network, options)
      chain.send(2, chain.leader(2), { call: 'open' })
      const response = await first().answer({ run: 2, round: 1, phase: phases.advertise })
      return reasonOf(response)
    }
    const otherHash = artefactHash(fromText('something else'))

    it('default: a run with the right materials is taken part in', async () => {
      expect(await refusalOf({ name: 'another name' })).to.equal('message')
    })

    it('error: another training or evaluation program, or data policy, than on chain', async () => {
      expect(await refusalOf({}, { trainProgramHash: otherHash })).to.equal('other-train-program')
      expect(await refusalOf({}, { evaluateProgramHash: otherHash })).to.equal(
        'other-evaluate-program',
      )
      expect(await refusalOf({}, { dataPolicyHash: otherHash })).to.equal('other-data-policy')
      const { configuration } = await createSyntheticNetwork()
      const trainProgram = { ...configuration.trainProgram, hash: fromHex(otherHash) }
      const trainProgramHash = toHex(configuration.trainProgram.hash)
      expect(await refusalOf({ trainProgram }, { trainProgramHash })).to.equal(
        'other-train-program',
      )
    })

    it('error: data of another policy than its own', async () => {
      const own = toHex((await createSyntheticNetwork()).configuration.dataPolicy.hash)
      expect(await refusalOf({}, {}, { dataPolicyHash: own })).to.equal('message')
      expect(await refusalOf({}, {}, { dataPolicyHash: otherHash })).to.equal('not-our-data')
    })

    it('error: another configuration than on chain', async () => {
      expect(await refusalOf({}, { configHash: otherHash })).to.equal('other-configuration')
    })

    it('error: a configuration that names another genesis model', async () => {
      expect(await refusalOf({}, { genesisModelRoot: otherHash })).to.equal('other-genesis-model')
    })

    it('error: a program that is not the one its hash names', async () => {
      const { configuration } = await createSyntheticNetwork()
      const { hash } = configuration.trainProgram
      const { cid } = configuration.dataPolicy
      expect(await refusalOf({ trainProgram: { hash, cid } })).to.equal('other-train-program')
    })

    it('error: a model that does not have its root', async () => {
      const { configuration } = await createSyntheticNetwork()
      const root = fromHex(otherHash)
      const genesisModel = { ...configuration.genesisModel, root }
      expect(await refusalOf({ genesisModel }, { genesisModelRoot: otherHash })).to.equal(
        'genesis-model: root-mismatch',
      )
    })

    it('error: no masks, which it does not take part in unless it is told to', async () => {
      const { configuration } = await createSyntheticNetwork()
      const aggregation = { ...configuration.aggregation, grouping: 'singles' } as const
      expect(await refusalOf({ aggregation })).to.equal('unmasked')
      expect(await refusalOf({ aggregation }, {}, { allowUnmasked: true })).to.equal('message')
    })

    it('error: numbers with which a sum may wrap', async () => {
      const { configuration } = await createSyntheticNetwork()
      const numbers = { ...configuration.numbers, clipMicro: 1e12, scaleBits: 24 }
      expect(await refusalOf({ numbers })).to.equal('sum-may-wrap')
    })
  })
})

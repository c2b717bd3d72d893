import {
  type Configuration,
  currentRound,
  isFault,
  plainSettings,
  type RoundView,
  type RunView,
  verifyRound,
} from '@vain/protocol'
import {
  createSyntheticNetwork,
  narrowSettings,
  playRound,
  type SyntheticNetwork,
  type SyntheticOptions,
} from '@vain/testkit'
import { expect } from 'chai'
import { createReplays, membersOf, type Replays, replayGroup } from '../../src/replay/index.ts'
import type { RunMaterials } from '../../src/run/index.ts'
import type { RoundTrainer } from '../../src/train/index.ts'
import { keepingLog } from '../support/keepingLog.ts'
import { stubRecord } from '../support/stubRecord.ts'
import { createStubTrainer, type SyntheticNode, startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

const replay = { examples: new Uint8Array(32).fill(7) }
const singles = {
  aggregation: { ...plainSettings.aggregation, grouping: 'singles', combine: 'median' },
} as const

/** Moves parameters by what is asked for and nothing else, as `wasm` does. */
function createExactTrainer(index: number, off = 0): RoundTrainer {
  return {
    ...createStubTrainer(index),
    async train({ model, seed, part, epochs }) {
      expect(part?.examples).to.deep.equal(replay.examples)
      const { part: own = 0, parts = 0 } = part ?? {}
      const move = (i: number): number => Math.sin(epochs + own + (seed[i % 32] ?? 0)) / 100
      const trained = model.map((value, i) => value + move(i))
      trained[3] = (trained[3] as number) + off
      const counts = { examples: 10 * parts + own, steps: 5 }
      return { model: trained, ...counts, loss: 1, record: stubRecord }
    },
  }
}

describe('createReplays', () => {
  const folder = temporaryFolder()
  let nodes: SyntheticNode[] = []
  let count = 0
  afterEach(() => Promise.all(nodes.map((node) => node.stop())))

  type Cast = {
    readonly options?: SyntheticOptions
    readonly replayMembers?: number
    readonly trainerOf?: (index: number) => RoundTrainer
    /** Default: its trainer. */
    readonly replayerOf?: (index: number) => RoundTrainer
  }
  const configure = (plain: Configuration): Configuration => ({ ...plain, replay })

  async function startNetwork({
    options = { runSettings: singles },
    replayMembers = 65_535,
    trainerOf = createExactTrainer,
    replayerOf,
  }: Cast): Promise<SyntheticNetwork> {
    const network = await createSyntheticNetwork({ configure, ...options })
    const own = `${folder}/${count++}`
    nodes = network.members.map(({ index }) =>
      startNode(network, index, {
        folder: own,
        trainer: trainerOf(index),
        ...(replayerOf && { replayer: replayerOf(index) }),
        options: { allowUnmasked: true, replayMembers },
      }),
    )
    return { ...network, members: nodes }
  }

  const said = (node: SyntheticNode) =>
    node.log.lines.filter(({ message }) => /steps|replay/.test(message))
  /** What each validator says of the round, once all have said something. */
  async function verdicts(): Promise<{ message: string; fields: Record<string, unknown> }[]> {
    for (let left = 1_000; nodes.some((node) => said(node).length === 0); left--) {
      if (left === 0) throw new Error('a validator never said anything')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return nodes.flatMap(said) as never
  }

  it('default: every validator finds the steps that it draws to be what was published', async () => {
    const network = await startNetwork({})
    await playRound(network, network.genesisModel, {})
    for (const { message, fields } of await verdicts()) {
      expect(message).to.equal('a group’s steps give its sum')
      expect(fields).to.deep.include({ run: 1, round: 1, members: [fields.group] })
    }
  })

  // So little that a single number of the sum differs by a few steps of rounding.
  const liar = 2
  const trainerOf = (index: number) => createExactTrainer(index, index === liar ? 1e-5 : 0)

  it('behavior: alone in its group, a member that trained otherwise is named', async () => {
    const network = await startNetwork({ trainerOf, replayMembers: 0 })
    await playRound(network, network.genesisModel, {})
    const view = network.chain.view()
    const round = currentRound(view.runs.get(1) as RunView) as RoundView
    const { configuration, configHash, genesisModel: model, content } = network
    const inputs = { view, round, configuration, configHash, parent: model }
    const derived = await verifyRound({ content, timeoutMs: 1_000 }, inputs)
    if (isFault(derived)) return expect.fail(derived.reason)
    const materials = { configuration, trainProgram: new Uint8Array() } as RunMaterials
    const membersIn = (group: number) => membersOf(round, derived.frame.topology, group)
    const { signal } = new AbortController()
    const found = await Promise.all(
      derived.sums.map((sum) => {
        const inputs = { round, materials, model, members: membersIn(sum.group), sum }
        return replayGroup(createExactTrainer(0), inputs, signal)
      }),
    )
    expect(found).to.deep.equal(
      [0, 1, 2, 3].map((index) => ({
        group: index,
        members: [index],
        firstDifference: index === liar ? 3 : undefined,
      })),
    )
  })

  it('behavior: under a mask it shows that somebody of the group did', async () => {
    const network = await startNetwork({ options: {}, trainerOf })
    await playRound(network, network.genesisModel, {})
    await verdicts()
    for (const { fields, message } of nodes.filter(({ index }) => index !== liar).flatMap(said)) {
      expect(message).to.equal('a group’s steps do not give its sum')
      expect(fields).to.deep.include({ members: [0, 1, 2, 3], firstDifference: 3 })
    }
  })

  for (const [lanes, runSettings] of [
    ['words', {}],
    ['rotated lanes of 16 bits', narrowSettings],
  ] as const)
    it(`behavior: under masks the steps of all who are left give the sum, in ${lanes}`, async () => {
      const network = await startNetwork({ options: { runSettings } })
      await playRound(network, network.genesisModel, { silent: { mask: [1] } })
      for (const { message, fields } of await verdicts()) {
        expect(message).to.equal('a group’s steps give its sum')
        expect(fields).to.deep.include({ group: 0, members: [0, 2, 3] })
      }
    })

  it('behavior: a drawn group that is greater than its validator would do is left alone, aloud', async () => {
    const network = await startNetwork({ options: {}, replayMembers: 3 })
    await playRound(network, network.genesisModel, {})
    const all = (await verdicts()).map(({ message }) => message)
    const said = 'the drawn group has more members than are to be replayed'
    expect(new Set(all)).to.deep.equal(new Set([said]))
  })

  it('error: a validator that has other examples says so', async () => {
    const replayerOf = (index: number): RoundTrainer => ({
      ...createExactTrainer(index),
      train: () => Promise.reject(new Error('other examples')),
    })
    const network = await startNetwork({ replayerOf })
    await playRound(network, network.genesisModel, {})
    for (const { message, fields } of await verdicts()) {
      expect(message).to.equal('a group could not be replayed')
      expect(fields.error).to.have.property('message', 'other examples')
    }
  })

  it('behavior: in a run that is not replayable nothing is asked for or done again', async () => {
    const network = await startNetwork({
      options: { configure: (plain) => plain },
      trainerOf: createStubTrainer,
    })
    await playRound(network, network.genesisModel, {})
    expect(nodes.flatMap(said)).to.deep.equal([])
  })
})

describe('createReplays by itself', () => {
  /** Rounds of a group of one member and one of three. */
  const judgedOf = (round: number): Parameters<Replays['begin']>[0] => ({
    round: { run: 1, round, survivors: [0, 1, 2, 3], members: [0, 1, 2, 3] } as never,
    materials: { configuration: { ...plainSettings, parameters: 1, replay } } as never,
    model: new Float32Array(1),
    derived: {
      frame: { topology: { groups: [[0], [1, 2, 3]] } } as never,
      sums: [1, 3].map((survivors, group) => ({ group, survivors, sum: new Int32Array(2) })),
    },
  })
  const messages = {
    small: 'a group could not be replayed',
    great: 'the drawn group has more members than are to be replayed',
    busy: 'no group of a round is replayed: one of an earlier round still is',
  }

  it('behavior: falls on great groups as often as on small ones', async () => {
    const log = keepingLog()
    let drawn = 0
    const random = (length: number) => new Uint8Array(length).fill(drawn++)
    const train = () => Promise.reject(new Error('not here'))
    const replays = createReplays({ log, random, replayer: { train } }, { replayMembers: 1 })
    for (let round = 0; round < 60; round++) {
      replays.begin(judgedOf(round))
      while (log.lines.length <= round) await new Promise(setImmediate)
    }
    await replays.stop()
    const times = (wanted: string): number =>
      log.lines.filter(({ message }) => message === wanted).length
    expect(times(messages.small) + times(messages.great)).to.equal(60)
    // Odds of fewer in 60 fair throws are 1 in 2,600; these throws are always the same.
    expect(Math.min(times(messages.small), times(messages.great))).to.be.at.least(17)
    expect(log.lines.find(({ message }) => message === messages.great)?.level).to.equal('warn')
  })

  it('behavior: a round that comes while another one is repeated is left out, aloud', async () => {
    const log = keepingLog()
    const random = (length: number) => new Uint8Array(length)
    const train: RoundTrainer['train'] = (_, hooks) =>
      new Promise((_resolve, reject) => {
        hooks?.signal?.addEventListener('abort', () => reject(hooks.signal?.reason))
      })
    const replays = createReplays({ log, random, replayer: { train } }, { replayMembers: 3 })
    for (const round of [1, 2]) replays.begin(judgedOf(round))
    await replays.stop()
    const fields = { run: 1, round: 2 }
    expect(log.lines).to.deep.equal([{ level: 'info', message: messages.busy, fields }])
  })
})

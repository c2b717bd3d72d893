import { expect } from 'chai'
import {
  type Aggregation,
  type Configuration,
  decodeConfiguration,
  encode,
  encodeConfiguration,
  type Numbers,
  type PrivacySettings,
  plainSettings,
  type ReplaySettings,
  type ServerSettings,
  type StrategySettings,
} from '../../src/index.ts'

const hashed = { hash: new Uint8Array(32), cid: 'bafy' }
const plain: Configuration = {
  v: 1,
  name: 'a run',
  task: 'classification',
  parameters: 10,
  trainProgram: hashed,
  evaluateProgram: hashed,
  dataPolicy: hashed,
  genesisModel: { root: new Uint8Array(32), cid: 'bafy' },
  training: { epochs: 1, batchSize: 1, evaluateBatchSize: 1, learningRateMicro: 1 },
  numbers: { clipMicro: 2_000_000, scaleBits: 1, maxWeight: 8, laneBits: 32, rotate: false },
  ...plainSettings,
}

type Change = {
  readonly parameters?: number
  readonly numbers?: Partial<Numbers>
  readonly aggregation?: Partial<Aggregation>
  readonly server?: Partial<ServerSettings>
  readonly strategy?: StrategySettings
  readonly privacy?: Partial<PrivacySettings>
  readonly replay?: ReplaySettings
}

const changed = ({
  parameters = plain.parameters,
  numbers,
  aggregation,
  server,
  strategy = plain.strategy,
  privacy,
  replay,
}: Change): Configuration => ({
  ...plain,
  parameters,
  numbers: { ...plain.numbers, ...numbers },
  aggregation: { ...plain.aggregation, ...aggregation },
  server: { ...plain.server, ...server },
  strategy,
  privacy: { ...plain.privacy, ...privacy },
  ...(replay && { replay }),
})

/** Problems that the writer of a configuration is told; a reader is told nothing but that. */
function problemsOf(change: Change): unknown {
  const configuration = changed(change)
  const read = decodeConfiguration(encode(configuration))
  try {
    encodeConfiguration(configuration)
    expect(read).to.deep.equal(configuration)
    return []
  } catch (error) {
    expect(read).to.equal(undefined)
    expect(error).to.have.property('code', 'protocol/bad-configuration')
    return (error as { context: { problems: unknown } }).context.problems
  }
}

const yogi = { optimiser: 'yogi', beta1Micro: 900_000, beta2Micro: 990_000, tauMicro: 1 } as const
const record = {
  unit: 'record',
  noiseMultiplierMicro: 1_000_000,
  samplingRateMicro: 10_000,
  lotSize: 16,
  deltaExponent: 5,
} as const
const node = { ...record, unit: 'node', samplingRateMicro: 0, lotSize: 0 } as const

const sketch = {
  check: 'sketch',
  committeeFaults: 1,
  beacon: {
    publicKey: new Uint8Array(256),
    genesisTime: 1_692_803_367,
    periodSeconds: 3,
    delaySeconds: 24,
  },
} as const

const fednova = { name: 'fednova', momentumMicro: 900_000, leastSteps: 1, mostSteps: 9 } as const
const scaffold = { name: 'scaffold', momentumMicro: 0 } as const
const diloco = { name: 'diloco', coordinates: 10 } as const
const nesterov = { optimiser: 'nesterov', beta1Micro: 900_000 } as const
const replay = { examples: new Uint8Array(32) }

describe('configuration', () => {
  it('default: what is written is read back', () => {
    for (const change of [
      {},
      { numbers: { laneBits: 16, rotate: true } },
      { numbers: { laneBits: 16 } },
      { aggregation: { grouping: 'groups', combine: 'krum', byzantineBps: 1_000 } },
      { aggregation: { grouping: 'singles', combine: 'median' } },
      { server: yogi },
      { server: { optimiser: 'momentum', beta1Micro: 900_000 } },
      { server: { optimiser: 'adagrad', tauMicro: 1_000 } },
      { numbers: { maxWeight: 1 }, privacy: record },
      { numbers: { maxWeight: 1 }, privacy: node },
      { strategy: fednova, numbers: { maxWeight: 1 }, privacy: node },
      { strategy: { ...fednova, leastSteps: 5 }, aggregation: sketch },
      { strategy: fednova, aggregation: { grouping: 'singles', combine: 'median' } },
      { strategy: scaffold, numbers: { maxWeight: 1 }, server: yogi, parameters: 2 ** 26 },
      { strategy: diloco, server: nesterov },
      { strategy: diloco, aggregation: { ...sketch, grouping: 'groups', combine: 'median' } },
      { aggregation: sketch },
      { replay },
      { replay, aggregation: { grouping: 'singles' } },
      { aggregation: { ...sketch, grouping: 'groups', committeeFaults: 10 } },
    ] as const)
      expect(problemsOf(change)).to.deep.equal([])
  })

  it('error: a combination of groups without groups', () => {
    expect(problemsOf({ aggregation: { combine: 'median' } })).to.deep.equal([
      'aggregation.combine: median compares groups, but grouping is whole',
    ])
    expect(problemsOf({ aggregation: { grouping: 'groups', byzantineBps: 1 } })).to.deep.equal([
      'aggregation.byzantineBps: must be 0: a mean withstands no wrong group',
    ])
  })

  it('error: steps that anyone can do again, with noise or work that nobody can know', () => {
    for (const privacy of [record, node])
      expect(problemsOf({ replay, numbers: { maxWeight: 1 }, privacy })).to.deep.equal([
        'privacy.unit: must be none: nobody can replay secret noise',
      ])
    for (const strategy of [fednova, diloco])
      expect(problemsOf({ replay, strategy })).to.deep.equal([
        `strategy.name: must be fedavg: nobody can replay what ${strategy.name} leaves to members`,
      ])
    const short = { examples: new Uint8Array(31) }
    expect(problemsOf({ replay: short })).to.have.length(1)
  })

  it('error: a beacon without a delay, or with one longer than an hour', () => {
    const drawn = (delaySeconds: number) => ({ ...sketch.beacon, delaySeconds })
    for (const seconds of [0, 3_600])
      expect(problemsOf({ aggregation: { ...sketch, beacon: drawn(seconds) } })).to.deep.equal([])
    const { delaySeconds: _, ...undelayed } = sketch.beacon
    for (const beacon of [undelayed, drawn(-1), drawn(0.5), drawn(3_601)])
      expect(problemsOf({ aggregation: { ...sketch, beacon } as never })).to.have.length(1)
  })

  it('error: a check of what nobody masks, beside noise, of huge numbers or by nobody', () => {
    expect(problemsOf({ aggregation: { committeeFaults: 1 } })).to.deep.equal([
      'aggregation.committeeFaults: must be 0: nothing is checked',
    ])
    expect(problemsOf({ aggregation: { beacon: sketch.beacon } })).to.deep.equal([
      'aggregation.beacon: must not be there: nothing is checked',
    ])
    expect(problemsOf({ aggregation: { check: 'sketch' } })).to.deep.equal([
      'aggregation.committeeFaults: must not be 0: a check needs it',
      'aggregation.beacon: must be there: a check needs it',
    ])
    expect(problemsOf({ aggregation: { ...sketch, grouping: 'singles' } })).to.deep.equal([
      'aggregation.check: must be none: nobody masks in singles',
    ])
    const noisy = { aggregation: sketch, numbers: { maxWeight: 1 }, privacy: record }
    expect(problemsOf(noisy)).to.deep.equal(['privacy.unit: must be none: a check shows norms'])
    const huge = { clipMicro: 1_000_000, scaleBits: 24, laneBits: 32, maxWeight: 1 } as const
    expect(problemsOf({ aggregation: sketch, numbers: huge })).to.deep.equal([])
    expect(
      problemsOf({ aggregation: sketch, numbers: { ...huge, clipMicro: 100_000_000 } }),
    ).to.deep.equal(['numbers.clipMicro: is too great for a check'])
  })

  it('error: noise under weights, and privacy settings that the unit does not read', () => {
    expect(problemsOf({ privacy: record })).to.deep.equal([
      'numbers.maxWeight: must be 1 with unit record',
    ])
    const one = { maxWeight: 1 }
    expect(problemsOf({ numbers: one, privacy: { ...node, lotSize: 1 } })).to.deep.equal([
      'privacy.lotSize: must be 0: unit node does not read it',
    ])
    expect(problemsOf({ numbers: one, privacy: { ...record, lotSize: 0 } })).to.deep.equal([
      'privacy.lotSize: must not be 0: unit record needs it',
    ])
    expect(problemsOf({ privacy: { noiseMultiplierMicro: 1 } })).to.deep.equal([
      'privacy.noiseMultiplierMicro: must be 0: unit none does not read it',
    ])
  })

  it('error: settings that the server optimiser does not read, or needs', () => {
    expect(problemsOf({ server: { beta1Micro: 1 } })).to.deep.equal([
      'server.beta1Micro: must be 0: optimiser average does not read it',
    ])
    expect(problemsOf({ server: { ...yogi, optimiser: 'adagrad' } })).to.deep.equal([
      'server.beta2Micro: must be 0: optimiser adagrad does not read it',
    ])
    expect(problemsOf({ server: { ...yogi, tauMicro: 0 } })).to.deep.equal([
      'server.tauMicro: must not be 0: optimiser yogi needs it',
    ])
  })

  it('error: a strategy beside what it does not go with', () => {
    expect(problemsOf({ strategy: { ...fednova, leastSteps: 10 } })).to.deep.equal([
      'strategy.leastSteps: must not be more than mostSteps',
    ])
    expect(problemsOf({ strategy: { ...diloco, coordinates: 11 } })).to.deep.equal([
      'strategy.coordinates: must not be more than the parameters',
    ])
    const lots = { numbers: { maxWeight: 1 }, privacy: record }
    for (const strategy of [fednova, scaffold, diloco])
      expect(problemsOf({ ...lots, strategy })).to.deep.equal([
        `privacy.unit: must not be record with strategy ${strategy.name}`,
      ])
    const alone = { numbers: { maxWeight: 1 }, aggregation: { grouping: 'singles' } } as const
    for (const strategy of [scaffold, diloco])
      expect(problemsOf({ ...alone, strategy })).to.deep.equal([
        `aggregation.grouping: must not be singles: members keep what strategy ${strategy.name} did not send`,
      ])
    const grouped = { ...sketch, grouping: 'groups', combine: 'median' } as const
    expect(problemsOf({ strategy: scaffold, aggregation: grouped })).to.deep.equal([
      'numbers.maxWeight: must be 1: c is the plain mean of what members keep',
      'aggregation.combine: must be mean: c is the plain mean of what members keep',
      'aggregation.grouping: must be whole: c is the plain mean of what members keep',
      'aggregation.check: must be none: c adds up',
    ])
  })

  it('error: scaffold with what adds up in c, or vectors longer than any', () => {
    const numbers = { maxWeight: 1 } as const
    for (const [change, problem] of [
      [{ privacy: node }, 'privacy.unit: must be none: the noise adds up in c'],
      [
        { numbers: { ...numbers, laneBits: 16 } },
        'numbers.laneBits: must be 32: what is rounded adds up in c',
      ],
      [
        { numbers: { ...numbers, rotate: true } },
        'numbers.rotate: must be false: a sum that wraps stays in c',
      ],
      [
        { aggregation: { grouping: 'groups' } },
        'aggregation.grouping: must be whole: c is the plain mean of what members keep',
      ],
      [
        { parameters: 2 ** 26 + 1 },
        'strategy.name: must not be scaffold with more than 2²⁶ parameters: vectors are twice as long',
      ],
    ] as const)
      expect(problemsOf({ strategy: scaffold, numbers, ...change })).to.deep.equal([problem])
  })

  it('error: fednova that leaves nothing to the change, or steps that a check cannot bound', () => {
    const below = { clipMicro: 1_999_999 }
    expect(problemsOf({ strategy: fednova, numbers: below })).to.deep.equal([
      'numbers.clipMicro: must be at least 2 with strategy fednova: what steps weigh takes up to 1 of it',
    ])
    const plainSteps = { ...fednova, momentumMicro: 0 }
    const wide = [
      'strategy.leastSteps: must weigh a quarter of mostSteps or more with a check: it bounds no claimed steps',
    ]
    for (const [strategy, problems] of [
      [{ ...plainSteps, leastSteps: 2, mostSteps: 8 }, []],
      [{ ...plainSteps, leastSteps: 2, mostSteps: 9 }, wide],
      // With momentum the first steps weigh less.
      [{ ...fednova, leastSteps: 2, mostSteps: 8 }, wide],
    ] as const)
      expect(problemsOf({ aggregation: sketch, strategy })).to.deep.equal(problems)
  })

  it('error: values out of bounds and settings that do not exist', () => {
    for (const change of [
      { parameters: 0 },
      { parameters: 2 ** 27 + 1 },
      { numbers: { laneBits: 24 } },
      { numbers: { rotate: 1 } },
      { server: { optimiser: 'momentum', beta1Micro: 1_000_000 } },
      { server: { optimiser: 'descent' } },
      { aggregation: { grouping: 'groups', combine: 'median', byzantineBps: 5_000 } },
      { aggregation: { combine: 'best' } },
      { aggregation: { ...sketch, committeeFaults: 11 } },
      { aggregation: { ...sketch, beacon: { ...sketch.beacon, publicKey: new Uint8Array(96) } } },
      { aggregation: { check: 'all' } },
      { strategy: { name: 'fedsgd' } },
      { strategy: { name: 'fedavg', momentumMicro: 0 } },
      { strategy: { ...fednova, momentumMicro: 1_000_000 } },
      { strategy: { ...fednova, leastSteps: 0 } },
      { strategy: { ...fednova, mostSteps: 100_001 } },
      { strategy: { ...diloco, coordinates: 0 } },
      { privacy: { unit: 'city' } },
      { privacy: { epsilon: 1 } },
    ])
      expect(problemsOf(change as Change)).to.have.length(1)
  })
})

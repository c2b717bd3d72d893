import { VainError } from '@vain/base'
import { expect } from 'chai'
import { parseRunFile } from '../../src/file/parseRunFile.ts'

const least = `
v: 1
data: iris
members: 5
rounds: { minMembers: 3, last: 10 }
`

function problemsOf(text: string): string {
  try {
    parseRunFile(text)
  } catch (error) {
    if (error instanceof VainError && error.code === 'runs/bad-file') return error.message
    throw error
  }
  throw new Error('it fits')
}

describe('parseRunFile', () => {
  it('default: what is left out has a default, in the protocol’s units', () => {
    expect(parseRunFile(least)).to.deep.equal({
      ...{ v: 1, data: 'iris', members: 5, beacon: undefined },
      training: {
        ...{ epochs: 1, batchSize: 32, evaluateBatchSize: 250, learningRateMicro: 3_000 },
        ...{ optimiser: 'adam', proximal: 0 },
      },
      rounds: {
        ...{ minMembers: 3, lastRound: 10, corruptionBps: 1_000, turnSeconds: 600, phaseTurns: 3 },
        ...{ trainSeconds: 3_600, disputeSeconds: 3_600, finalityBlocks: 64, maxEpochAge: 7 },
      },
      numbers: { clipMicro: 10_000_000, laneBits: 32 },
      aggregation: {
        ...{ grouping: 'whole', dropoutBps: 1_000, combine: 'mean', byzantineBps: 0 },
        ...{ check: 'none', committeeFaults: 0 },
      },
      server: {
        ...{ optimiser: 'average', learningRateMicro: 1_000_000 },
        ...{ beta1Micro: 0, beta2Micro: 0, tauMicro: 0 },
      },
      strategy: { name: 'fedavg' },
      privacy: {
        ...{ unit: 'none', noiseMultiplierMicro: 0, samplingRateMicro: 0 },
        ...{ lotSize: 0, deltaExponent: 0 },
      },
    })
  })

  it('default: JSON is read too', () => {
    const text = '{"v":1,"data":"iris","members":5,"rounds":{"minMembers":3,"last":10}}'
    expect(parseRunFile(text)).to.deep.equal(parseRunFile(least))
  })

  it('behavior: hashes and addresses need no quotes', () => {
    const examples = `0x${'1f'.repeat(32)}`
    const { replay } = parseRunFile(`${least}replay: { examples: ${examples} }`)
    expect(replay?.examples).to.deep.equal(new Uint8Array(32).fill(0x1f))
    const from = `0x${'12'.repeat(20)}`
    const check = `aggregation: { check: sketch, beacon: { from: ${from} } }`
    expect(parseRunFile(least + check).beacon?.from).to.equal(from)
    expect(problemsOf(`${least}replay: { examples: 0x1f }`)).to.include('replay.examples')
  })

  it('behavior: a check has one bad member in a committee, and a beacon', () => {
    const { aggregation, beacon } = parseRunFile(
      `${least}aggregation: { check: sketch, beacon: { from: quicknet } }`,
    )
    expect(aggregation).to.include({ check: 'sketch', committeeFaults: 1 })
    expect(beacon).to.deep.equal({ from: 'quicknet', delaySeconds: 24 })
  })

  it('default: decimals become what they say, none is rounded', () => {
    const { training, rounds } = parseRunFile(
      `${least.replace('last: 10', 'last: 10, corruption: 0.0001')}training: { learningRate: 0.000003 }`,
    )
    expect([training.learningRateMicro, rounds.corruptionBps]).to.deep.equal([3, 1])
  })

  const bad: readonly (readonly [string, string, string])[] = [
    ['a field that there is not', `${least}colour: red`, 'colour'],
    ['a field that there is not, deeper', `${least}server: { beta3: 1 }`, 'server'],
    ['another version', least.replace('v: 1', 'v: 2'), 'v:'],
    ['no data', least.replace('data: iris', ''), 'data:'],
    [
      'a rate of more places',
      `${least}training: { learningRate: 0.0000031 }`,
      'six decimal places',
    ],
    [
      'a half of corrupt members',
      least.replace('last: 10', 'last: 10, corruption: 0.5'),
      'rounds.corruption',
    ],
    [
      'fewer members than a round takes',
      least.replace('members: 5', 'members: 2'),
      'fewer than rounds.minMembers',
    ],
    ['a check without a beacon', `${least}aggregation: { check: sketch }`, 'aggregation.beacon'],
    [
      'a beacon without a check',
      `${least}aggregation: { beacon: { from: quicknet } }`,
      'aggregation.beacon',
    ],
    ['a key twice', `${least}v: 1`, 'unique'],
    ['an alias', `${least}name: &a x\nseed: *a`, 'Alias'],
    ['what is no YAML', '{', 'file'],
    ['too much', `# ${'x'.repeat(70_000)}`, 'characters'],
  ]
  for (const [what, text, said] of bad)
    it(`error: refuses ${what}, and says where`, () => {
      expect(problemsOf(text)).to.include(said)
    })
})

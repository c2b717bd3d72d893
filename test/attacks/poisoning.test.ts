/**
 * A federation of twenty under attack, in a minute: what each mode must bear, with fixed seeds.
 * `npm run bench:robustness` tries all attacks against all modes with five seeds.
 */
import { createCpuEngine, createModel } from '@vain/learn'
import { expect } from 'chai'
import { nextModel } from './federation/aggregate.ts'
import { modeOf } from './federation/modes.ts'
import { numbers, type Outcome, simulate } from './federation/simulate.ts'
import type { Attack } from './poisoning/attack.ts'
import { modelReplacement } from './poisoning/backDoor.ts'
import { scaling } from './poisoning/untargeted.ts'

const engine = createCpuEngine()
const tools = {
  engine,
  model: createModel('mnist-mlp', { batchSize: 64, evaluateBatchSize: 500 }),
}

const outcomeOf = (mode: string, malicious: number, attack?: Attack): Promise<Outcome> =>
  simulate(tools, {
    ...{ mode: modeOf(mode), malicious, members: 20, rounds: 6, skew: 0.5, seed: 'fixed' },
    ...(attack === undefined ? {} : { attack }),
  })

describe('a federation under attack', () => {
  after(() => engine.close())

  it('default: honest members reach their accuracy, by the mean and by robust rules', async () => {
    expect((await outcomeOf('whole mean', 0)).accuracy).to.be.above(0.85)
    for (const mode of ['groups trimmed-mean', 'singles median', 'singles multi-krum'])
      expect((await outcomeOf(mode, 2)).accuracy, mode).to.be.above(0.82)
  })

  it('behavior: one member that replaces the model opens a back door in an unchecked mean', async () => {
    const { backDoor } = await outcomeOf('whole mean', 1, modelReplacement)
    expect(backDoor).to.be.above(0.8)
  })

  for (const mode of [
    'whole mean checked',
    'groups median',
    'groups trimmed-mean checked',
    'singles trimmed-mean',
    'singles multi-krum',
    'singles bulyan',
  ])
    it(`behavior: the same member does little against ${mode}`, async () => {
      const { accuracy, backDoor } = await outcomeOf(mode, 1, modelReplacement)
      expect(backDoor).to.be.below(0.25)
      expect(accuracy).to.be.above(0.75)
    })

  it('behavior: two members that scale ruin an unchecked mean, and nothing else', async () => {
    expect((await outcomeOf('whole mean', 2, scaling)).accuracy).to.be.below(0.3)
    for (const mode of ['whole mean checked', 'groups median', 'singles centred-clipping'])
      expect((await outcomeOf(mode, 2, scaling)).accuracy, mode).to.be.above(0.7)
  })

  it('behavior: four malicious of twenty are in more groups of four than a rule bears', async () => {
    expect((await outcomeOf('groups median', 4, scaling)).accuracy).to.be.below(0.5)
  })

  it('behavior: the step is the protocol’s own, and the order of members does not matter', () => {
    const model = new Float32Array(2)
    const words = [3, 1, 2, 10].map((value) => Uint32Array.of(value << 16, 0, 1))
    const venue = { mode: modeOf('singles median'), numbers: { ...numbers, maxWeight: 1 } }
    const next = nextModel(model, words, { ...venue, malicious: 1, place: 'x' })
    expect([...next]).to.deep.equal([2.5, 0])
    expect([
      ...nextModel(model, words.toReversed(), { ...venue, malicious: 1, place: 'y' }),
    ]).to.deep.equal([2.5, 0])
  })
})

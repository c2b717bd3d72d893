import { expect } from 'chai'
import {
  accountFor,
  createRenyiCurve,
  epsilonOfCurve,
  type NoiseTerms,
  noiseMultiplierWithin,
  planNoise,
  ratioToNumber,
  roundsWithin,
} from '../../src/index.ts'

const record: NoiseTerms = {
  unit: 'record',
  clipMicro: 1_000_000,
  scaleBits: 22,
  parameters: 40_000,
  noiseMultiplierMicro: 1_100_000,
  samplingRateMicro: 20_000,
  lotSize: 64,
  honest: 16,
}
const node: NoiseTerms = {
  ...record,
  unit: 'node',
  scaleBits: 16,
  lotSize: 0,
  samplingRateMicro: 0,
}

describe('planNoise', () => {
  it('default: what an example moves, with rounding, and the noise of the honest', () => {
    const plan = planNoise(record)
    expect(plan.sensitivity).to.equal(2 ** 22 / 64 + 200)
    expect(plan.samplingRate).to.equal(0.02)
    expect(Math.sqrt(plan.honestVariance)).to.be.at.least(1.1 * plan.sensitivity)
    expect(Math.sqrt(plan.honestVariance)).to.be.below(1.1 * plan.sensitivity * (1 + 1e-9))
    expect(ratioToNumber(plan.variance) * 16).to.equal(plan.honestVariance)
    expect(plan.deviation ** 2).to.be.closeTo(ratioToNumber(plan.variance), 1e-6)
  })

  it('default: all of a member moves by the clip, and nobody is left out', () => {
    const plan = planNoise(node)
    expect(plan.sensitivity).to.equal(2 ** 16 + 200)
    expect(plan.samplingRate).to.equal(1)
  })

  it('behavior: fewer honest members add more noise each', () => {
    const [few, many] = [planNoise({ ...record, honest: 9 }), planNoise({ ...record, honest: 36 })]
    expect(few.deviation / many.deviation).to.be.closeTo(2, 1e-6)
  })

  it('error: noise that whole numbers are too coarse for, or too great', () => {
    const coarse = { ...record, scaleBits: 1, parameters: 1, noiseMultiplierMicro: 10_000 }
    expect(() => planNoise(coarse)).to.throw(/too coarse/)
    expect(() => planNoise({ ...node, scaleBits: 24 })).to.throw(/above 2\^16/)
  })

  it('error: terms without noise', () => {
    for (const bad of [
      { honest: 0 },
      { lotSize: 0 },
      { noiseMultiplierMicro: 0 },
      { parameters: 0.5 },
    ])
      expect(() => planNoise({ ...record, ...bad })).to.throw(/no noise/)
  })
})

describe('accountFor', function () {
  this.timeout(60_000)
  const plan = planNoise(record)

  it('default: the lesser of two bounds; nothing costs nothing', () => {
    const account = accountFor(plan, 200, 1e-5)
    expect(account.loss).to.be.below(account.renyi)
    expect(account.epsilon).to.equal(account.loss)
    const curve = createRenyiCurve({ samplingRate: 0.02, noiseMultiplier: 1.1 }, 200)
    expect(account.renyi).to.be.closeTo(epsilonOfCurve(curve, 1e-5), 1e-6)
    expect(accountFor(plan, 0, 1e-5).epsilon).to.equal(0)
  })

  it('behavior: slack is added to ε', () => {
    const loose = { ...plan, slack: 1e-3 }
    const [tight, wide] = [accountFor(plan, 100, 1e-5), accountFor(loose, 100, 1e-5)]
    expect(wide.renyi - tight.renyi).to.be.at.least(0.1)
    expect(wide.loss - tight.loss).to.be.at.least(0.1)
  })

  it('behavior: rounds within ε are the most that fit', () => {
    const rounds = roundsWithin(plan, 3, 1e-5)
    expect(accountFor(plan, rounds, 1e-5).epsilon).to.be.at.most(3)
    expect(accountFor(plan, rounds + 1, 1e-5).epsilon).to.be.above(3)
    expect(roundsWithin(plan, 0.01, 1e-9)).to.equal(0)
  })

  it('behavior: a noise multiplier within ε is the least that fits', () => {
    const micro = noiseMultiplierWithin({ samplingRate: 0.02, rounds: 300 }, 4, 1e-5)
    if (micro === undefined) throw new Error('there is one')
    const terms = { ...record, noiseMultiplierMicro: micro }
    expect(accountFor(planNoise(terms), 300, 1e-5).epsilon).to.be.within(3.98, 4.0001)
    expect(noiseMultiplierWithin({ samplingRate: 1, rounds: 1e6 }, 1e-4, 1e-9)).to.equal(undefined)
  })
})

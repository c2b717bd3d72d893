import { expect } from 'chai'
import fc from 'fast-check'
import { composeLosses } from '../../src/accountant/composeLosses.ts'
import { createLossDistribution } from '../../src/accountant/lossDistribution.ts'
import { upperTail } from '../../src/accountant/normal.ts'
import { composeRounds, createRenyiCurve, epsilonOfCurve } from '../../src/index.ts'
import { readGolden } from '../readGolden.ts'
import type { Golden } from './golden.ts'

const golden = readGolden<Golden>('accountant')

/** δ of Gaussian noise without sampling, which has a formula (Balle, Wang 2018, Theorem 8). */
function deltaOfGaussian(epsilon: number, noiseMultiplier: number): number {
  const [a, b] = [1 / (2 * noiseMultiplier), epsilon * noiseMultiplier]
  return upperTail(b - a) - Math.exp(epsilon) * upperTail(b + a)
}

describe('composeRounds', function () {
  this.timeout(60_000)

  for (const { q, z, rounds, delta, epsilonPld, deltaPldAtOne } of golden.epsilon)
    it(`vector: q ${q}, z ${z}, ${rounds} rounds, of dp-accounting`, () => {
      const composed = composeRounds({ samplingRate: q, noiseMultiplier: z }, rounds)
      const epsilon = composed.epsilon(delta)
      expect(epsilon).to.be.above(epsilonPld - 1e-9)
      expect(epsilon).to.be.below(epsilonPld * (1 + 1e-5) + 1e-6)
      // Below it, theirs is what it cut off.
      if (deltaPldAtOne > 1e-20)
        expect(Math.abs(composed.delta(1) / deltaPldAtOne - 1)).to.be.below(1e-6)
    })

  it('behavior: of Gaussian noise without sampling, never below the formula, and next to it', () => {
    for (const [noiseMultiplier, rounds] of [
      [0.7, 1],
      [1, 4],
      [5, 25],
      [30, 1_000],
    ] as const) {
      const composed = composeRounds({ samplingRate: 1, noiseMultiplier }, rounds)
      for (const epsilon of [0, 0.1, 1, 3]) {
        const exact = deltaOfGaussian(epsilon, noiseMultiplier / Math.sqrt(rounds))
        expect(composed.delta(epsilon)).to.be.at.least(exact * (1 - 1e-10))
        expect(composed.delta(epsilon)).to.be.at.most(exact * (1 + 1e-5) + 1e-10)
      }
    }
  })

  const mechanisms = fc.record({
    samplingRate: fc.double({ min: 1e-3, max: 1, noNaN: true }),
    noiseMultiplier: fc.double({ min: 0.8, max: 10, noNaN: true }),
  })
  const rounds = fc.integer({ min: 1, max: 500 })
  const settings = { numRuns: 15, endOnFailure: true }

  it('behavior: never above what Rényi divergences tell', () => {
    fc.assert(
      fc.property(mechanisms, rounds, (mechanism, rounds) => {
        const byRenyi = epsilonOfCurve(createRenyiCurve(mechanism, rounds), 1e-5)
        expect(composeRounds(mechanism, rounds, 1e-3).epsilon(1e-5)).to.be.at.most(
          1.01 * byRenyi + 1e-4,
        )
      }),
      settings,
    )
  })

  it('behavior: falls with noise, rises with rounds and sampling rate', () => {
    fc.assert(
      fc.property(mechanisms, rounds, ({ samplingRate, noiseMultiplier }, rounds) => {
        const at = (q: number, z: number, n: number): number =>
          composeRounds({ samplingRate: q, noiseMultiplier: z }, n, 1e-3).epsilon(1e-5)
        const epsilon = at(samplingRate, noiseMultiplier, rounds)
        const tolerance = 1e-4 + 1e-5 * epsilon
        expect(at(samplingRate, noiseMultiplier * 1.05, rounds)).to.be.at.most(epsilon + tolerance)
        expect(at(samplingRate, noiseMultiplier, rounds + 1)).to.be.at.least(epsilon - tolerance)
        expect(at(samplingRate * 0.95, noiseMultiplier, rounds)).to.be.at.most(epsilon + tolerance)
      }),
      settings,
    )
  })

  it('behavior: a coarser grid is safe too', () => {
    const mechanism = { samplingRate: 0.01, noiseMultiplier: 0.8 }
    const fine = composeRounds(mechanism, 500).epsilon(1e-6)
    for (const step of [3e-4, 1e-3, 1e-2, 0.1])
      expect(composeRounds(mechanism, 500, step).epsilon(1e-6)).to.be.at.least(fine - 1e-6)
  })

  it('behavior: losses too far apart for the grid get a coarser one', () => {
    const composed = composeRounds({ samplingRate: 1, noiseMultiplier: 0.1 }, 200)
    const exact = 200 / (2 * 0.1 ** 2)
    expect(composed.epsilon(1e-5)).to.be.within(exact, 1.1 * exact)
  })

  it('behavior: δ and ε say the same', () => {
    const composed = composeRounds({ samplingRate: 0.05, noiseMultiplier: 1.2 }, 200)
    for (const delta of [1e-2, 1e-4, 1e-7])
      expect(Math.abs(composed.delta(composed.epsilon(delta)) / delta - 1)).to.be.below(1e-6)
    expect(composed.epsilon(0.9)).to.equal(0)
    expect(composed.epsilon(1e-18)).to.equal(Infinity)
  })
})

describe('createLossDistribution', () => {
  it('behavior: keeps the masses of both distributions', () => {
    for (const direction of ['add', 'remove'] as const)
      for (const samplingRate of [0.01, 0.5, 1]) {
        const mechanism = { samplingRate, noiseMultiplier: 1.5 }
        const { step, lowest, masses, infinite } = createLossDistribution(
          mechanism,
          direction,
          0.01,
        )
        let [p, q] = [infinite, 0]
        masses.forEach((mass, i) => {
          p += mass
          q += mass * Math.exp(-step * (lowest + i))
        })
        expect(Math.abs(p - 1)).to.be.below(1e-12)
        expect(Math.abs(q - 1)).to.be.below(1e-12)
      }
  })

  it('behavior: composed by transform as by hand', () => {
    const mechanism = { samplingRate: 0.3, noiseMultiplier: 2 }
    const single = createLossDistribution(mechanism, 'remove', 0.05)
    let byHand = [1]
    for (let round = 0; round < 3; round++) {
      const next = new Array<number>(byHand.length + single.masses.length - 1).fill(0)
      byHand.forEach((a, i) => {
        single.masses.forEach((b, j) => {
          next[i + j] = (next[i + j] as number) + a * b
        })
      })
      byHand = next
    }
    const composed = composeLosses(single, 3)
    if (composed === undefined) throw new Error('it does not fit')
    composed.masses.forEach((mass, i) => {
      const at = composed.lowest + i - 3 * single.lowest
      expect(Math.abs(mass - (byHand[at] ?? 0))).to.be.below(2e-15)
    })
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { logUpperTail, upperTail } from '../../src/accountant/normal.ts'
import {
  createRenyiCurve,
  deltaOfCurve,
  epsilonOfCurve,
  renyiDivergence,
  renyiDivergenceBound,
} from '../../src/index.ts'
import { readGolden } from '../readGolden.ts'
import type { Golden } from './golden.ts'

const golden = readGolden<Golden>('accountant')

/** That `actual` is `expected` up to a share of it. */
function expectNear(actual: number, expected: number, share: number, what: string): void {
  expect(Math.abs(actual / expected - 1), `${what}: ${actual}, not ${expected}`).to.be.below(share)
}

describe('logUpperTail', () => {
  it('vector: tails of the normal distribution to 10⁻¹⁴', () => {
    for (const [x, log] of golden.logUpperTail.rows) {
      expectNear(logUpperTail(x), log, 1e-13, `ln of the tail at ${x}`)
      if (x < 30) expectNear(upperTail(x), Math.exp(log), 1e-13, `tail at ${x}`)
    }
  })

  it('behavior: both sides add up to one', () => {
    for (let x = 0; x < 6; x += 0.037) expectNear(upperTail(x) + upperTail(-x), 1, 4e-16, `at ${x}`)
  })
})

describe('renyiDivergence', () => {
  const protocol = { samplingRate: 0.01, noiseMultiplier: 2.5 }
  it('vector: q = 0.01, z = 2.5, 50 rounds, of dp-accounting', () => {
    for (const [order, value] of [
      [1.5, 6.70579741e-4],
      [2.5, 1.0854871e-3],
      [5, 2.18075656e-3],
      [50, 2.38460375e-2],
      [100, 167.416308],
    ] as const)
      expectNear(50 * renyiDivergenceBound(order, protocol), value, 1e-8, `order ${order}`)
  })

  it('vector: the same of TensorFlow Privacy, which keeps the signs', () => {
    for (const [order, value] of [
      [1.5, 6.5007e-4],
      [2.5, 1.0854e-3],
      [5, 2.1808e-3],
      [50, 2.3846e-2],
      [100, 167.42],
    ] as const)
      expectNear(50 * renyiDivergence(order, protocol), value, 1e-4, `order ${order}`)
  })

  it('vector: 30 mechanisms at 17 orders, of dp-accounting', () => {
    let held = 0
    for (const { q, z, rdp } of golden.rdp)
      for (const [i, value] of rdp.entries()) {
        const order = golden.orders[i] as number
        // Where it gives up, it says infinity.
        if (value === null) continue
        const actual = renyiDivergenceBound(order, { samplingRate: q, noiseMultiplier: z })
        expectNear(actual, value, 1e-6, `q ${q}, z ${z}, order ${order}`)
        held++
      }
    expect(held).to.be.above(450)
  })

  it('vector: numerical integrals of 40 digits', () => {
    for (const { q, z, rdp } of golden.integrals.rows)
      for (const [order, value] of rdp) {
        const actual = renyiDivergence(order, { samplingRate: q, noiseMultiplier: z })
        expectNear(actual, value, 2e-8, `q ${q}, z ${z}, order ${order}`)
      }
  })

  it('behavior: whole orders are exact for the discrete Gaussian, shifted by whole numbers', () => {
    for (const [variance, shift, rate] of [
      [0.3, 1, 0.2],
      [2, 3, 0.05],
      [9, 5, 0.5],
    ] as const)
      for (const order of [2, 3, 7]) {
        const [weights, base] = [new Map<number, number>(), 60]
        for (let x = -base; x <= base; x++) weights.set(x, Math.exp((-x * x) / (2 * variance)))
        const norm = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
        let moment = 0
        for (const [x, weight] of weights) {
          if (weight === 0) continue
          const ratio = Math.exp((2 * x * shift - shift * shift) / (2 * variance))
          moment += (weight / norm) * (1 - rate + rate * ratio) ** order
        }
        const mechanism = { samplingRate: rate, noiseMultiplier: Math.sqrt(variance) / shift }
        const expected = Math.log(moment) / (order - 1)
        expectNear(renyiDivergence(order, mechanism), expected, 1e-9, `σ² ${variance}`)
      }
  })

  it('behavior: rises with order and sampling rate, falls with noise', () => {
    const order = fc.integer({ min: 2, max: 200 })
    const rate = fc.double({ min: 1e-4, max: 0.99, noNaN: true })
    const noise = fc.double({ min: 0.3, max: 20, noNaN: true })
    fc.assert(
      fc.property(order, rate, noise, (order, samplingRate, noiseMultiplier) => {
        const at = (o: number, q: number, z: number): number =>
          renyiDivergence(o, { samplingRate: q, noiseMultiplier: z })
        const value = at(order, samplingRate, noiseMultiplier)
        const tolerance = 1e-9 * value + 1e-12
        expect(at(order + 1, samplingRate, noiseMultiplier)).to.be.at.least(value - tolerance)
        expect(at(order, samplingRate * 1.01, noiseMultiplier)).to.be.at.least(value - tolerance)
        expect(at(order, samplingRate, noiseMultiplier * 1.1)).to.be.at.most(value + tolerance)
        expect(value).to.be.at.most(order / (2 * noiseMultiplier ** 2) + tolerance)
      }),
    )
  })

  it('behavior: nothing is learnt of what is never in', () => {
    expect(renyiDivergence(7, { samplingRate: 0, noiseMultiplier: 1 })).to.equal(0)
  })

  it('error: figures out of their range', () => {
    const fine = { samplingRate: 0.5, noiseMultiplier: 1 }
    expect(() => renyiDivergence(1, fine)).to.throw(/order/)
    for (const bad of [{ samplingRate: 1.1 }, { samplingRate: Number.NaN }, { noiseMultiplier: 0 }])
      expect(() => renyiDivergence(2, { ...fine, ...bad })).to.throw(/out of range/)
  })
})

describe('epsilonOfCurve', () => {
  const integers = [...Array.from({ length: 63 }, (_, i) => i + 2), 128, 256, 512, 1024]
  for (const row of golden.epsilon)
    it(`vector: q ${row.q}, z ${row.z}, ${row.rounds} rounds, of dp-accounting`, () => {
      const mechanism = { samplingRate: row.q, noiseMultiplier: row.z }
      const curve = createRenyiCurve(mechanism, row.rounds, integers)
      expectNear(epsilonOfCurve(curve, row.delta), row.epsilonRdpInteger, 1e-9, 'ε')
      const dense = createRenyiCurve(mechanism, row.rounds)
      expect(epsilonOfCurve(dense, row.delta)).to.be.at.most(row.epsilonRdpInteger * (1 + 1e-9))
    })

  it('behavior: δ of ε is the δ it was taken at, or less', () => {
    const curve = createRenyiCurve({ samplingRate: 0.02, noiseMultiplier: 1.1 }, 300)
    for (const delta of [1e-3, 1e-5, 1e-9])
      expectNear(deltaOfCurve(curve, epsilonOfCurve(curve, delta)), delta, 1e-9, 'δ')
  })

  it('error: no probability', () => {
    const curve = createRenyiCurve({ samplingRate: 0.02, noiseMultiplier: 1.1 }, 3)
    for (const delta of [0, 1, -1, Number.NaN])
      expect(() => epsilonOfCurve(curve, delta)).to.throw(/δ/)
  })
})

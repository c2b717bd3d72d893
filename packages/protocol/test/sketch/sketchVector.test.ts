import { concatBytes, fromText, Secret } from '@vain/base'
import { maskBlock, sha256 } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { sketchVector } from '../../src/sketch/sketchVector.ts'
import { createNoise, drawVector, seed } from './committee.ts'

const squares = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value * value, 0)

/** Squared norms of the five sketches of a vector. */
function norms(from: Uint8Array, vector: ArrayLike<number>): number[] {
  const sketch = sketchVector(from, vector)
  return Array.from({ length: 5 }, (_, k) => squares(sketch.subarray(512 * k, 512 * k + 512)))
}

/** Bucket and sign of a coordinate in a sketch, read from one block of the keystream. */
function placeOf(from: Uint8Array, j: number, k: number): { bucket: number; sign: number } {
  const key = new Secret(sha256(concatBytes(fromText('vain/sketch/1'), from)))
  const word = 2 * j + (k < 3 ? 0 : 1)
  return maskBlock(key, word >> 4).open((block) => {
    const bits = new DataView(block.buffer).getUint32(4 * (word & 15), true) >>> (10 * (k % 3))
    return { bucket: bits % 512, sign: bits & 512 ? 1 : -1 }
  })
}

const seedOf = (number: number): Uint8Array => sha256(Uint8Array.of(number & 255, number >> 8))

describe('sketchVector', () => {
  it('default: every coordinate goes to one bucket of each sketch, with a sign', () => {
    const places = fc.nat(20_000)
    fc.assert(
      fc.property(places, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (j, value) => {
        fc.pre(value !== 0)
        const vector = new Int32Array(j + 1)
        vector[j] = value
        const expected = new Float64Array(2560)
        for (let k = 0; k < 5; k++) {
          const { bucket, sign } = placeOf(seed, j, k)
          expected[512 * k + bucket] = sign * value
        }
        expect(sketchVector(seed, vector)).to.deep.equal(expected)
      }),
      { numRuns: 30 },
    )
  })

  it('behavior: the sketch of a sum is the sum of sketches, exactly', () => {
    const [a, b] = [drawVector(1, 20_000, 2 ** 30), drawVector(2, 20_000, 2 ** 30)]
    const both = sketchVector(
      seed,
      a.map((value, j) => value + (b[j] ?? 0)),
    )
    const parts = [sketchVector(seed, a), sketchVector(seed, b)]
    expect(both).to.deep.equal(both.map((_, i) => (parts[0]?.[i] ?? 0) + (parts[1]?.[i] ?? 0)))
  })

  it('behavior: another seed, another sketch', () => {
    const vector = drawVector(1, 100)
    expect(sketchVector(seed, vector)).to.not.deep.equal(sketchVector(seedOf(1), vector))
  })

  it('behavior: no honest dense vector in 300 is found too long, none three times too long passes', () => {
    for (let i = 0; i < 300; i++) {
      const vector = drawVector(i + 1, 3000, 1e6)
      const ratios = norms(seedOf(i), vector).map((norm) => norm / squares(vector))
      expect(Math.max(...ratios), `${i}`).to.be.below(1.25 ** 2)
      expect(Math.min(...ratios), `${i}`).to.be.above((1.25 / 3) ** 2)
    }
  })

  it('behavior: two equal coordinates cancel as often as the bound says, never in all five', () => {
    const seeds = 2000
    let [cancelled, doubled, together] = [0, 0, 0]
    for (let i = 0; i < seeds; i++) {
      const ratios = norms(seedOf(i), [1, 1]).map((norm) => norm / 2)
      cancelled += ratios.filter((ratio) => ratio === 0).length
      doubled += ratios.filter((ratio) => ratio === 2).length
      if (Math.max(...ratios) < 0.25) together++
    }
    // 10,000 sketches, odds of 1/1,024 each: 9.8 of them, with a deviation of 3.1.
    expect(cancelled).to.be.within(1, 22)
    expect(doubled).to.be.within(1, 22)
    expect(together).to.equal(0)
  })

  it('behavior: the mean over seeds is the squared norm, the deviation that of 512 buckets', () => {
    const noise = createNoise(9)
    const vector = Float64Array.from({ length: 300 }, noise)
    const ratios = Array.from({ length: 400 }, (_, i) => norms(seedOf(i), vector))
      .flat()
      .map((norm) => norm / squares(vector))
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
    const variance = squares(ratios.map((ratio) => ratio - mean)) / ratios.length
    expect(mean).to.be.closeTo(1, 0.01)
    expect(variance).to.be.closeTo(2 / 512, 0.001)
  })
})

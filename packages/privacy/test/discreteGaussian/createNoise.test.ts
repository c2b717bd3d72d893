import { fromText, Secret } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { findEntry } from '../../src/discreteGaussian/createNoise.ts'
import { createNoise, createNoiseTable, ratio } from '../../src/index.ts'
import { chiSquare, moments, probabilities } from './statistics.ts'

const seedOf = (text: string): Secret<Uint8Array> => new Secret(sha256(fromText(text)))

function draw(variance: bigint, seed: string, count: number): Int32Array {
  const samples = new Int32Array(count)
  createNoise(createNoiseTable(ratio(variance, 1n)), seedOf(seed)).fill(samples)
  return samples
}

const tablesOf = [1n, 9n, 400n, 10n ** 8n].map((variance) => createNoiseTable(ratio(variance, 1n)))
const word = (bits: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 })

describe('createNoise', () => {
  for (const variance of [1, 30, 2_500])
    it(`behavior: comes up as often as it should, σ² = ${variance}`, () => {
      const samples = draw(BigInt(variance), 'frequencies', 1_000_000)
      expect(chiSquare(samples, probabilities(variance))).to.be.below(5)
    })

  for (const sigma of [2, 300, 65_536])
    it(`behavior: has the moments of its distribution, σ = ${sigma}`, () => {
      const count = 1_000_000
      const samples = draw(BigInt(sigma) ** 2n, 'moments', count)
      const [mean = 0, second = 0, skew = 0, fourth = 0] = moments(samples, sigma ** 2)
      // Five standard errors of each.
      expect(Math.abs(mean)).to.be.below(5 / Math.sqrt(count))
      expect(Math.abs(second - 1)).to.be.below(5 * Math.sqrt(2 / count))
      expect(Math.abs(skew)).to.be.below(5 * Math.sqrt(15 / count))
      expect(Math.abs(fourth - 1)).to.be.below((5 * Math.sqrt(96 / count)) / 3)
    })

  it('behavior: tails are as heavy as they should be', () => {
    const samples = draw(10_000n, 'tails', 4_000_000)
    for (const [deviations, probability] of [
      [2, 0.0455],
      [3, 0.0027],
      [4, 6.334e-5],
    ] as const) {
      let count = 0
      for (const sample of samples) if (Math.abs(sample) > deviations * 100) count++
      const mean = probability * samples.length
      // The lattice cuts the tail at an integer, half a step further out.
      expect(Math.abs(count - mean)).to.be.below(5 * Math.sqrt(mean) + 0.04 * mean)
    }
  })

  it('behavior: neighbouring samples have nothing to do with each other', () => {
    const samples = draw(10_000n, 'pairs', 1_000_000)
    let sum = 0
    for (let i = 1; i < samples.length; i++)
      sum += (samples[i] as number) * (samples[i - 1] as number)
    expect(Math.abs(sum / samples.length / 10_000)).to.be.below(5e-3)
  })

  it('default: pieces do not matter, the seed does', () => {
    const table = createNoiseTable(ratio(100n, 1n))
    const whole = new Int32Array(50_000)
    createNoise(table, seedOf('a')).fill(whole)
    const noise = createNoise(table, seedOf('a'))
    const pieces: number[] = []
    for (const length of [1, 16_383, 16_384, 7, 17_225]) {
      const piece = new Int32Array(length)
      noise.fill(piece)
      pieces.push(...piece)
    }
    expect(Int32Array.from(pieces)).to.deep.equal(whole)
    const other = new Int32Array(50_000)
    createNoise(table, seedOf('b')).fill(other)
    expect(other).not.to.deep.equal(whole)
  })

  it('behavior: finds the first entry above a draw, of all 127 bits', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...tablesOf),
        word(32),
        word(31),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (table, high, low, rest) => {
          const last = table.high.length - 1
          const found = findEntry(table, high, low, () => rest)
          const value = (BigInt(high) << 95n) | (BigInt(low) << 64n) | rest
          const isAbove = (entry: number): boolean => {
            const top = BigInt(table.high[entry] as number) << 95n
            const middle = BigInt(table.low[entry] as number) << 64n
            return (top | middle | (table.rest[entry] as bigint)) > value
          }
          expect(found === last || isAbove(found)).to.equal(true)
          expect(found === 0 || !isAbove(found - 1)).to.equal(true)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('behavior: draws that begin as a threshold does are decided by the bits after it', () => {
    for (const table of tablesOf)
      for (const entry of [0, 1, 2, 5]) {
        const [high, low] = [table.high[entry] as number, table.low[entry] as number]
        const rest = table.rest[entry] as bigint
        let asked = 0
        const answer = (value: bigint) => (): bigint => {
          asked++
          return value
        }
        expect(findEntry(table, high, low, answer(rest - 1n))).to.equal(entry)
        expect(findEntry(table, high, low, answer(rest))).to.equal(entry + 1)
        expect(asked).to.equal(2)
      }
  })

  it('behavior: the greatest draw is the last entry', () => {
    for (const table of tablesOf)
      expect(findEntry(table, 2 ** 32 - 1, 2 ** 31 - 1, () => 2n ** 64n - 1n)).to.equal(
        table.high.length - 1,
      )
  })

  it('error: a seed of another length', () => {
    const short = new Secret(new Uint8Array(16))
    expect(() => createNoise(createNoiseTable(ratio(4n, 1n)), short)).to.throw(/length|long/)
  })
})

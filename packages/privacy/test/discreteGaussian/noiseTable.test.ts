import { expect } from 'chai'
import { createNoiseTable, type NoiseTable, type Ratio, ratio } from '../../src/index.ts'
import { readGolden } from '../readGolden.ts'
import { toRatio } from '../streams.ts'

type Table = { readonly variance: string; readonly thresholds: readonly [number, string][] }

const thresholdAt = ({ high, low, rest }: NoiseTable, entry: number): bigint =>
  (BigInt(high[entry] as number) << 95n) |
  (BigInt(low[entry] as number) << 64n) |
  (rest[entry] as bigint)

/** `exp(-x)` as a rational, by its series, with an error below `2^-bits`. */
function expOfMinus({ numerator, denominator }: Ratio, bits: bigint): bigint {
  const whole = numerator / denominator
  // exp(-x) = 1 / exp(x), whose terms do not cancel.
  let [sum, term] = [0n, 1n << (bits + 3n * whole + 8n)]
  for (let k = 1n; term > 0n; k++) {
    sum += term
    term = (term * numerator) / (denominator * k)
  }
  return (1n << (2n * bits + 3n * whole + 8n)) / sum
}

describe('createNoiseTable', () => {
  const { tables } = readGolden<{ tables: readonly Table[] }>('thresholds')
  for (const { variance, thresholds } of tables)
    it(`vector: thresholds are exact to 2^-126, σ² = ${variance}`, function () {
      this.timeout(60_000)
      const table = createNoiseTable(toRatio(variance))
      for (const [entry, golden] of thresholds) {
        if (entry >= table.high.length - 1) continue
        const error = thresholdAt(table, entry) - BigInt(golden)
        expect(error >= -2n && error <= 2n, `entry ${entry} is off by ${error}`).to.equal(true)
      }
    })

  it('behavior: agrees with a series of its own for every entry', () => {
    const bits = 320n
    const variance = ratio(77n, 5n)
    const table = createNoiseTable(variance)
    const weightOf = (k: bigint): bigint =>
      expOfMinus(ratio(k * k * variance.denominator, 2n * variance.numerator), bits)
    let norm = weightOf(0n)
    for (let k = 1n; k < 100n; k++) norm += 2n * weightOf(k)
    let sum = -weightOf(0n)
    for (let entry = 0; entry < table.high.length - 1; entry++) {
      sum += 2n * weightOf(BigInt(entry))
      const error = thresholdAt(table, entry) - (sum << 127n) / norm
      expect(error >= -2n && error <= 2n, `entry ${entry} is off by ${error}`).to.equal(true)
    }
  })

  it('behavior: thresholds rise, and all but 2^-126 lies before the last entry', () => {
    for (const sigma of [1n, 40n, 4096n]) {
      const table = createNoiseTable(ratio(sigma * sigma, 1n))
      const last = table.high.length - 1
      for (let entry = 1; entry < last; entry++)
        expect(thresholdAt(table, entry) >= thresholdAt(table, entry - 1)).to.equal(true)
      expect((1n << 127n) - thresholdAt(table, last - 1) <= 4n).to.equal(true)
    }
  })

  it('behavior: the guide says where to begin', () => {
    const { high, guide } = createNoiseTable(ratio(10_000n, 1n))
    for (let top = 0; top < guide.length; top += 97) {
      const entry = guide[top] as number
      if (entry > 0) expect((high[entry - 1] as number) < top * 65_536).to.equal(true)
      if (entry < high.length - 1) expect((high[entry] as number) >= top * 65_536).to.equal(true)
    }
  })

  it('error: a deviation out of range', () => {
    for (const variance of [ratio(1n, 17n), ratio((1n << 32n) + 1n, 1n), ratio(-1n, 1n)])
      expect(() => createNoiseTable(variance)).to.throw(/σ must be/)
  })
})

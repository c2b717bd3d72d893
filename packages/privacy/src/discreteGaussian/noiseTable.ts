import { VainError } from '@vain/base'
import { type Ratio, ratio } from '../ratio.ts'
import { expOfMinus, fractionBits, multiply } from './fixedPoint.ts'

/**
 * Distribution of a discrete Gaussian's magnitude: entry `k` is the threshold `⌊2¹²⁷ · P[|X| ≤ k]⌋`,
 * cut into its 32 highest bits, the next 31, and the last 64. The last entry takes all the rest.
 */
export type NoiseTable = {
  readonly variance: Ratio
  readonly high: Uint32Array
  readonly low: Uint32Array
  readonly rest: BigUint64Array
  /** For each value of a draw's 16 highest bits, and one beyond, the first entry above it. */
  readonly guide: Uint32Array
}

/** Bits of a threshold. */
const thresholdBits = 127n
const guideBits = 16n

const greatestVariance = 1n << 32n
// P[|X| > last] < 2⁻¹²⁸ for every variance that is allowed.
const smallestWeight = 1n << (fractionBits - 144n)

/** Calls `use` with the weights `exp(-k²/2σ²)`, `k = 0, 1, …`, by two multiplications each. */
function eachWeight({ numerator, denominator }: Ratio, use: (weight: bigint) => void): void {
  const first = expOfMinus(ratio(denominator, 2n * numerator))
  const square = multiply(first, first)
  let weight = 1n << fractionBits
  // exp(-((k+1)² - k²)/2σ²)
  let step = first
  while (weight >= smallestWeight) {
    use(weight)
    weight = multiply(weight, step)
    step = multiply(step, square)
  }
}

/**
 * Computes the table from which noise is drawn. Integer arithmetic only, so it is the same on every
 * machine.
 *
 * Every threshold is exact to 2⁻¹²⁶ and what lies beyond the last entry has a probability below
 * 2⁻¹²⁸, so that samples are within a statistical distance of 2⁻¹⁰⁶ of the discrete Gaussian: for
 * 2⁴⁰ of them, 2⁻⁶⁶. It has 14.2 σ entries of 16 bytes and takes about 1 µs for each.
 *
 * @param variance - `σ²`, from 1/16 to 2³²
 * @throws {VainError} `privacy/bad-variance`
 */
export function createNoiseTable(variance: Ratio): NoiseTable {
  const { numerator, denominator } = variance
  if (16n * numerator < denominator || numerator > greatestVariance * denominator)
    throw new VainError('privacy/bad-variance', 'σ must be from 1/4 to 2^16', { variance })
  let entries = 0
  let norm = 0n
  eachWeight(variance, (weight) => {
    norm += entries++ === 0 ? weight : 2n * weight
  })
  const table = {
    variance,
    high: new Uint32Array(entries),
    low: new Uint32Array(entries),
    rest: new BigUint64Array(entries),
    guide: new Uint32Array(2 ** Number(guideBits) + 1),
  }
  let sum = 0n
  let entry = 0
  eachWeight(variance, (weight) => {
    sum += entry === 0 ? weight : 2n * weight
    const threshold = (sum << thresholdBits) / norm
    table.high[entry] = Number(threshold >> 95n)
    table.low[entry] = Number((threshold >> 64n) & 0x7fff_ffffn)
    table.rest[entry] = threshold & 0xffff_ffff_ffff_ffffn
    entry++
  })
  fillGuide(table)
  return table
}

function fillGuide({ high, guide }: NoiseTable): void {
  const last = high.length - 1
  let entry = 0
  for (let top = 0; top < guide.length; top++) {
    // An entry whose high bits are equal may still be above: it is left to the search.
    while (entry < last && (high[entry] as number) < top * 65_536) entry++
    guide[top] = entry
  }
}

import { VainError } from '@vain/base'
import { logAdd, logSubtract } from './logSum.ts'
import { logUpperTail } from './normal.ts'

/**
 * One round of the Gaussian mechanism: every record is in with probability `samplingRate`, on its
 * own, and what is published is a sum of sensitivity 1 plus normal noise.
 */
export type SampledGaussian = {
  /** From 0 (nothing is ever in) to 1 (everything always is). */
  readonly samplingRate: number
  /** Standard deviation of the noise over the sensitivity, above 0. */
  readonly noiseMultiplier: number
}

/** @throws {VainError} `privacy/bad-mechanism` if a figure is out of its range */
export function assertMechanism({ samplingRate, noiseMultiplier }: SampledGaussian): void {
  if (!(samplingRate >= 0 && samplingRate <= 1 && noiseMultiplier > 0))
    throw new VainError('privacy/bad-mechanism', 'sampling rate or noise is out of range', {
      samplingRate,
      noiseMultiplier,
    })
}

/**
 * Rényi divergence of one round at an order, for adding or removing a record.
 *
 * At whole orders the sum is finite and exact up to rounding. At others it is a series that is cut
 * off where its terms are 10⁻¹³ of it; `Infinity` if that takes more than 10,000 terms.
 *
 * @param order - above 1
 * @throws {VainError} `privacy/bad-mechanism`, `privacy/bad-order`
 *
 * Source: Mironov, Talwar, Zhang 2019, §3.3.
 */
export function renyiDivergence(order: number, mechanism: SampledGaussian): number {
  return divergenceOf(order, mechanism, ({ positive, negative }) => logSubtract(positive, negative))
}

/**
 * An upper bound of `renyiDivergence`, equal to it at whole orders: at others it adds the terms of
 * the series by their absolute values. What google's dp-accounting has computed since 0.2, kept to
 * be held against its published values; up to twice as great, and far above that at low orders.
 *
 * @param order - above 1
 * @throws {VainError} `privacy/bad-mechanism`, `privacy/bad-order`
 */
export function renyiDivergenceBound(order: number, mechanism: SampledGaussian): number {
  return divergenceOf(order, mechanism, ({ positive, negative }) => logAdd(positive, negative))
}

function divergenceOf(
  order: number,
  mechanism: SampledGaussian,
  join: (sums: Sums) => number,
): number {
  assertMechanism(mechanism)
  if (!(order > 1)) throw new VainError('privacy/bad-order', 'an order must be above 1', { order })
  const { samplingRate: q, noiseMultiplier: z } = mechanism
  if (q === 0) return 0
  if (q === 1) return order / (2 * z * z)
  const sums = Number.isInteger(order)
    ? { positive: logMomentInteger(order, q, z), negative: -Infinity }
    : logMoments(order, q, z)
  return sums === undefined ? Infinity : Math.max(0, join(sums)) / (order - 1)
}

/** Logarithms of the sums of a series' positive and negative terms. */
type Sums = { readonly positive: number; readonly negative: number }

/** `ln A_α` for a whole α: the sum of binomial terms. */
function logMomentInteger(order: number, q: number, z: number): number {
  const [logIn, logOut] = [Math.log(q), Math.log1p(-q)]
  let logBinomial = 0
  let sum = -Infinity
  for (let k = 0; k <= order; k++) {
    if (k > 0) logBinomial += Math.log((order - k + 1) / k)
    const shift = (k * k - k) / (2 * z * z)
    sum = logAdd(sum, logBinomial + k * logIn + (order - k) * logOut + shift)
  }
  return sum
}

const mostTerms = 10_000

/** `A_α` for any α: two series, one on each side of where both densities are equal. */
function logMoments(order: number, q: number, z: number): Sums | undefined {
  const [logIn, logOut] = [Math.log(q), Math.log1p(-q)]
  const middle = z * z * Math.log(1 / q - 1) + 0.5
  let [positive, negative] = [-Infinity, -Infinity]
  let logBinomial = 0
  let sign = 1
  for (let k = 0; k < mostTerms; k++) {
    if (k > 0) {
      const factor = (order - k + 1) / k
      logBinomial += Math.log(Math.abs(factor))
      if (factor < 0) sign = -sign
    }
    const rest = order - k
    const left =
      logBinomial +
      k * logIn +
      rest * logOut +
      (k * k - k) / (2 * z * z) +
      logUpperTail((k - middle) / z)
    const right =
      logBinomial +
      rest * logIn +
      k * logOut +
      (rest * rest - rest) / (2 * z * z) +
      logUpperTail((middle - rest) / z)
    const term = logAdd(left, right)
    if (sign > 0) positive = logAdd(positive, term)
    else negative = logAdd(negative, term)
    // From here on the terms alternate and shrink, so what is left is below the last one.
    if (k > order && term < positive - 30) return { positive, negative }
  }
  return undefined
}

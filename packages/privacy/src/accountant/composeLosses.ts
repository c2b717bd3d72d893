import type { LossDistribution } from './lossDistribution.ts'
import { type Complex, power, transform, transformBack } from './transform.ts'

/** Mass that a composition may have outside the window it is computed in, counted as lost. */
const tailMass = 1e-15

/** Most entries of a window: 2²² of them take some seconds and 0.2 GB. */
export const mostEntries: number = 2 ** 22

/** Exponents at which tails are bounded. */
const tilts: readonly number[] = Array.from({ length: 48 }, (_, i) => 2 ** (i / 2 - 12))

/** Smaller sums are taken for it, which is on the safe side. */
const leastSum = 1e-300

/** `ln E[e^(tilt · loss)]` over the finite losses, by Horner's rule from the end that counts least. */
function logMoment({ step, lowest, masses }: LossDistribution, tilt: number): number {
  const factor = Math.exp(-Math.abs(tilt) * step)
  const last = masses.length - 1
  let sum = 0
  if (tilt > 0) for (let i = 0; i <= last; i++) sum = sum * factor + (masses[i] as number)
  else for (let i = last; i >= 0; i--) sum = sum * factor + (masses[i] as number)
  const end = tilt > 0 ? lowest + last : lowest
  return tilt * step * end + Math.log(Math.max(sum, leastSum))
}

/**
 * Losses between which all but `tailMass` of the composition lies, by Chernoff's bound, at most
 * those that can be reached at all.
 */
function windowOf(single: LossDistribution, rounds: number): { low: number; high: number } {
  const { step, lowest, masses } = single
  const cost = -Math.log(tailMass)
  let high = rounds * (lowest + masses.length - 1)
  let low = rounds * lowest
  for (const tilt of tilts) {
    high = Math.min(high, (rounds * logMoment(single, tilt) + cost) / (tilt * step))
    low = Math.max(low, -(rounds * logMoment(single, -tilt) + cost) / (tilt * step))
  }
  return { low: Math.floor(low), high: Math.ceil(high) }
}

/**
 * The loss of `rounds` independent rounds, by one Fourier transform each way.
 *
 * It stays above the true one: what leaves the window upwards counts as an infinite loss, what
 * leaves it downwards comes back in from above, and the error of the transforms, which is bounded
 * from the spectrum, is added to the infinite loss too.
 *
 * @param rounds - a whole number from 1 on
 * @returns undefined if it takes more than 2²² entries: the grid is too fine
 *
 * Source: Koskela, Jälkö, Honkela 2020 (accounting by FFT); tail bounds as in Gopi, Lee, Wutschitz 2021.
 */
export function composeLosses(
  single: LossDistribution,
  rounds: number,
): LossDistribution | undefined {
  const { step, lowest, masses } = single
  if (rounds === 1) return single
  const { low, high } = windowOf(single, rounds)
  const entries = 2 ** Math.ceil(Math.log2(high - low + 2))
  if (!(entries <= mostEntries)) return undefined
  const values: Complex = {
    real: new Float64Array(entries),
    imaginary: new Float64Array(entries),
  }
  masses.forEach((mass, i) => {
    const at = modulo(i, entries)
    values.real[at] = (values.real[at] as number) + mass
  })
  transform(values)
  const error = errorOf(values, rounds)
  power(values, rounds)
  transformBack(values)
  // Entry k stands for the losses rounds · lowest + k, modulo the number of entries.
  const composed = new Float64Array(entries)
  for (let i = 0; i < entries; i++)
    composed[i] = Math.max(0, values.real[modulo(low + i - rounds * lowest, entries)] as number)
  const finite = -Math.expm1(rounds * Math.log1p(-single.infinite))
  return { step, lowest: low, masses: composed, infinite: finite + tailMass + error }
}

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor

/**
 * How far the sum of any entries may be off: an entry of the transform by `e = 2 log₂ n · 2⁻⁵²`, so
 * its power by `rounds · |x|^(rounds-1) e`, the norm of all these comes back over √n, and a sum of n
 * entries is at most √n times their norm.
 */
function errorOf({ real, imaginary }: Complex, rounds: number): number {
  const unit = 2 * Math.log2(real.length) * 2 ** -52
  let sum = 0
  for (let k = 0; k < real.length; k++) {
    const square = Math.min(1, (real[k] as number) ** 2 + (imaginary[k] as number) ** 2)
    sum += (rounds + 1) ** 2 * square ** (rounds - 1)
  }
  return unit * Math.sqrt(sum)
}

/** The least δ at which a loss distribution allows `epsilon`. */
export function deltaOfLosses(losses: LossDistribution, epsilon: number): number {
  const { step, lowest, masses, infinite } = losses
  let sum = infinite
  for (let i = masses.length - 1; i >= 0; i--) {
    const loss = step * (lowest + i)
    if (loss <= epsilon) break
    sum += (masses[i] as number) * -Math.expm1(epsilon - loss)
  }
  return Math.min(1, sum)
}

/** The least ε of 0 or more at which a loss distribution allows `delta`; `Infinity` if none does. */
export function epsilonOfLosses(losses: LossDistribution, delta: number): number {
  const { step, lowest, masses, infinite } = losses
  if (infinite > delta) return Infinity
  // With the losses l above ε, δ(ε) = above - e^(ε - place) · Σ mass e^(place - l): the second is kept
  // relative to the place that is looked at, since ε may be so great that powers overflow.
  const factor = Math.exp(-step)
  let [above, weighted, i] = [infinite, 0, masses.length - 1]
  for (; i >= 0 && lowest + i >= 0; i--) {
    if (above - weighted > delta) break
    const mass = masses[i] as number
    above += mass
    weighted = (weighted + mass) * factor
  }
  const place = step * (lowest + i)
  return above <= delta ? 0 : Math.max(0, place + Math.log((above - delta) / weighted))
}

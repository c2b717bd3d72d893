import { upperTail } from './normal.ts'
import { assertMechanism, type SampledGaussian } from './sampledGaussian.ts'

/** What a neighbouring data set has beside this one's: a record more, or one less. */
export type Direction = 'add' | 'remove'

/**
 * Distribution of the privacy loss `ln P/Q` of an outcome of `P`, on multiples of `step`. It is
 * above the true one in the order of privacy: no ε, δ that hold for it fail for the mechanism.
 */
export type LossDistribution = {
  readonly step: number
  /** Multiple of `step` that entry 0 stands for. */
  readonly lowest: number
  readonly masses: Float64Array
  /** Mass of an infinite loss. */
  readonly infinite: number
}

/** Standard deviations beyond which outcomes are counted as an infinite loss: 2 · 10⁻³². */
const cutDeviations = 11.8

/** Masses of an interval of outcomes under the two distributions. */
type Masses = { readonly p: number; readonly q: number }

/** Mass of `(from, to)` under a normal distribution, from the tail in which it has its digits. */
function normalMass(from: number, to: number, mean: number, deviation: number): number {
  const [a, b] = [(from - mean) / deviation, (to - mean) / deviation]
  return a + b > 0 ? upperTail(a) - upperTail(b) : upperTail(-b) - upperTail(-a)
}

/**
 * The loss of one round, discretised so that both distributions keep their masses: what lies between
 * two multiples of `step` is shared between these ("connect the dots").
 *
 * @param step - width of the grid, above 0; a finer one is tighter, never safer
 * @throws {VainError} `privacy/bad-mechanism`
 *
 * Source: Doroshenko, Ghazi, Kamath, Kumar, Manurangsi 2022, Algorithm 1; Koskela, Jälkö, Honkela
 * 2020 for the loss of the sampled Gaussian.
 */
export function createLossDistribution(
  mechanism: SampledGaussian,
  direction: Direction,
  step: number,
): LossDistribution {
  assertMechanism(mechanism)
  const { samplingRate: rate, noiseMultiplier: z } = mechanism
  if (rate === 0) return { step, lowest: 0, masses: Float64Array.of(1), infinite: 0 }
  const removing = direction === 'remove'
  // Outcome x has the density of N(0, z²) without the record, of the mixture with it.
  const ratioLog = (x: number): number => mixedLog((2 * x - 1) / (2 * z * z), rate)
  const outcomeOf = (loss: number): number => z * z * unmixedLog(loss, rate) + 0.5
  const massesOf = (from: number, to: number): Masses => {
    const without = normalMass(from, to, 0, z)
    const mixed = (1 - rate) * without + rate * normalMass(from, to, 1, z)
    return removing ? { p: mixed, q: without } : { p: without, q: mixed }
  }
  // The ratio with/without rises with x: it is the loss when removing, minus the loss when adding.
  const first = ratioLog(-cutDeviations * z)
  const last = ratioLog(1 + cutDeviations * z)
  const lowest = Math.floor((removing ? first : -last) / step)
  const highest = Math.ceil((removing ? last : -first) / step)
  const edge = (multiple: number): number =>
    outcomeOf(removing ? multiple * step : -multiple * step)
  return connectDots({ step, lowest, highest, removing }, edge, massesOf)
}

/** From here on `e^-x` is nothing beside one, but `e^x` may overflow. */
const great = 40

/** `ln(1 - rate + rate e^x)`. */
function mixedLog(x: number, rate: number): number {
  if (rate === 1) return x
  return x > great ? x + Math.log(rate) : Math.log1p(rate * Math.expm1(x))
}

/** Undoes `mixedLog`; minus infinity below its range. */
function unmixedLog(y: number, rate: number): number {
  if (rate === 1 || y > great) return y - Math.log(rate)
  const excess = (Math.expm1(y) + rate) / rate
  return excess <= 0 ? -Infinity : Math.log(excess)
}

type Grid = {
  readonly step: number
  readonly lowest: number
  readonly highest: number
  readonly removing: boolean
}

function connectDots(
  { step, lowest, highest, removing }: Grid,
  edge: (multiple: number) => number,
  massesOf: (from: number, to: number) => Masses,
): LossDistribution {
  const masses = new Float64Array(highest - lowest + 1)
  const share = -Math.expm1(-step)
  let before = edge(lowest)
  // Losses below the grid count as its lowest, which is a greater loss.
  const below = removing ? massesOf(-Infinity, before) : massesOf(before, Infinity)
  masses[0] = below.p
  for (let i = 1; i < masses.length; i++) {
    const multiple = lowest + i
    const after = edge(multiple)
    const { p, q } = removing ? massesOf(before, after) : massesOf(after, before)
    // The upper end gets what keeps the mass of Q: p = lower + upper, q = lower e^-l + upper e^-u.
    // Beyond 600 q has too few digits left, and all goes up.
    const lower = (multiple - 1) * step
    const kept = lower > 600 ? 0 : q * Math.exp(lower)
    const upper = Math.min(p, Math.max(0, (p - kept) / share))
    masses[i] = (masses[i] as number) + upper
    masses[i - 1] = (masses[i - 1] as number) + (p - upper)
    before = after
  }
  const above = removing ? massesOf(before, Infinity) : massesOf(-Infinity, before)
  return { step, lowest, masses, infinite: above.p }
}

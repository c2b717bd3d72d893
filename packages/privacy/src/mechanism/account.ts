import { composeRounds, defaultStep } from '../accountant/lossAccountant.ts'
import { assertDelta, createRenyiCurve, epsilonOfCurve } from '../accountant/renyiCurve.ts'
import type { SampledGaussian } from '../accountant/sampledGaussian.ts'
import type { NoisePlan } from './noisePlan.ts'
import { smoothingVariance } from './slack.ts'

/** ε of a number of rounds at some δ, by two accountants; each is an upper bound. */
export type Account = {
  /** By Rényi divergences at whole orders, which are exact for the discrete Gaussian. */
  readonly renyi: number
  /** By the distribution of the privacy loss; not worked out, and infinite, where `renyi` is vast. */
  readonly loss: number
  /** The lesser one. */
  readonly epsilon: number
}

/** What accountants look at in a plan. */
export type Accounted = Pick<NoisePlan, 'honestVariance' | 'sensitivity' | 'samplingRate' | 'slack'>

/** Beyond it nothing is protected, and losses would take long to work out. */
const vast = 100

/**
 * What rounds cost.
 *
 * Probabilities are within a factor `e^slack` of those that are accounted for, so ε grows by the slack
 * of all rounds and δ by that factor.
 *
 * @param rounds - a whole number from 0 on
 * @param step - width of the grid that losses are worked out on
 * @throws {VainError} `privacy/bad-delta`
 *
 * Source: docs/protocol/privacy.md §4.
 */
export function accountFor(
  plan: Accounted,
  rounds: number,
  delta: number,
  step: number = defaultStep,
): Account {
  assertDelta(delta)
  if (rounds === 0) return { renyi: 0, loss: 0, epsilon: 0 }
  const slack = plan.slack * rounds
  const renyi = epsilonByRenyi(plan, rounds, delta)
  if (renyi > vast) return { renyi, loss: Infinity, epsilon: renyi }
  const loss = slack + composeRounds(smoothed(plan), rounds, step).epsilon(delta * Math.exp(-slack))
  return { renyi, loss, epsilon: Math.min(renyi, loss) }
}

/**
 * `renyi` of `accountFor`, which is cheap: tens of milliseconds. No more is needed where it is within
 * what is allowed.
 *
 * @param rounds - a whole number from 1 on
 */
export function epsilonByRenyi(plan: Accounted, rounds: number, delta: number): number {
  const noiseMultiplier = Math.sqrt(plan.honestVariance) / plan.sensitivity
  const curve = createRenyiCurve({ samplingRate: plan.samplingRate, noiseMultiplier }, rounds)
  const slack = plan.slack * rounds
  return slack + epsilonOfCurve(curve, delta * Math.exp(-slack))
}

function smoothed({ honestVariance, sensitivity, samplingRate }: Accounted): SampledGaussian {
  const noiseMultiplier = Math.sqrt(honestVariance - smoothingVariance) / sensitivity
  return { samplingRate, noiseMultiplier }
}

/** For searches: it costs some 10⁻⁵ of ε, and is as safe. */
const coarseStep = 1e-3

/** Most rounds that are looked for; contracts count them in 32 bits. */
const mostRounds = 2 ** 32 - 1

/**
 * The most rounds whose ε does not exceed `epsilon`: what a run's `lastRound` may be. 0 if not even one
 * is paid for.
 *
 * @throws {VainError} `privacy/bad-delta`
 */
export function roundsWithin(plan: Accounted, epsilon: number, delta: number): number {
  // Rényi divergences are cheap and on the safe side: they say where to begin.
  const isKnown = (rounds: number): boolean => epsilonByRenyi(plan, rounds, delta) <= epsilon
  const isWithin = (rounds: number, step = coarseStep): boolean =>
    accountFor(plan, rounds, delta, step).epsilon <= epsilon
  let least = greatest(0, mostRounds, isKnown)
  let most = Math.min(mostRounds, Math.ceil(1.25 * least) + 8)
  while (most < mostRounds && isWithin(most)) {
    least = most
    most = Math.min(mostRounds, 2 * most)
  }
  let rounds = greatest(least, most, (rounds) => isWithin(rounds))
  // What the coarse grid is on the safe side by is hardly a round.
  while (rounds < mostRounds && isWithin(rounds + 1, defaultStep)) rounds++
  return rounds
}

/** The greatest whole number that holds; `least` is taken to, and every one below one that does. */
function greatest(least: number, most: number, holds: (value: number) => boolean): number {
  let [low, high] = [least, most]
  while (low < high) {
    const middle = high - Math.floor((high - low) / 2)
    if (holds(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/** Noise multipliers are looked for in thousandths, from 0.01 to 1,000. */
const [leastMilli, mostMilli] = [10, 1_000_000]

/**
 * The least noise multiplier, × 10⁶, with which `rounds` rounds stay within `epsilon`; undefined if
 * none up to 1,000 does. Of normal noise: whole numbers take next to nothing more.
 *
 * @throws {VainError} `privacy/bad-delta`
 */
export function noiseMultiplierWithin(
  terms: { readonly samplingRate: number; readonly rounds: number },
  epsilon: number,
  delta: number,
): number | undefined {
  assertDelta(delta)
  const { samplingRate, rounds } = terms
  const isWithin = (milli: number): boolean => {
    const mechanism = { samplingRate, noiseMultiplier: milli / 1e3 }
    return composeRounds(mechanism, rounds, coarseStep).epsilon(delta) <= epsilon
  }
  if (!isWithin(mostMilli)) return undefined
  const spared = greatest(0, mostMilli - leastMilli, (less) => isWithin(mostMilli - less))
  return 1_000 * (mostMilli - spared)
}

import { VainError } from '@vain/base'
import { accountFor, noiseMultiplierWithin, roundsWithin } from '@vain/privacy'

/** What a plan is asked to keep; texts are numbers. */
export type PlanOptions = {
  readonly epsilon: string
  readonly deltaExponent: number
  readonly samplingRate: string
  readonly noiseMultiplier: string | undefined
  readonly rounds: number | undefined
}

/** Noise and rounds that keep an ε. */
export type PrivacyPlan = {
  readonly isPossible: boolean
  /** What was asked for. */
  readonly epsilon: number
  readonly deltaExponent: number
  readonly samplingRate: number
  readonly noiseMultiplier: number
  /** `lastRound` of the run's parameters. */
  readonly lastRound: number
  /** What that costs, by two accountants. */
  readonly renyi: number
  readonly loss: number
}

/**
 * Plans a run: with a noise multiplier the rounds that it pays for, with a number of rounds the noise
 * that they need.
 *
 * @throws {VainError} `vain/bad-argument` unless just one of both is given
 */
export function planPrivacy(options: PlanOptions): PrivacyPlan {
  const [epsilon, samplingRate] = [Number(options.epsilon), Number(options.samplingRate)]
  const { deltaExponent } = options
  if ((options.rounds === undefined) === (options.noiseMultiplier === undefined))
    throw new VainError('vain/bad-argument', 'a plan needs rounds or a noise multiplier', {
      wayOut: 'Give --rounds to learn the noise they need, or --noise-multiplier for the rounds.',
    })
  const delta = 10 ** -deltaExponent
  const terms = { samplingRate, rounds: options.rounds ?? 0 }
  const noiseMultiplier =
    options.noiseMultiplier === undefined
      ? (noiseMultiplierWithin(terms, epsilon, delta) ?? 0) / 1e6
      : Number(options.noiseMultiplier)
  const asked = { epsilon, deltaExponent, samplingRate, noiseMultiplier }
  if (!(noiseMultiplier > 0))
    return { ...asked, isPossible: false, lastRound: 0, renyi: Infinity, loss: Infinity }
  // As of normal noise: in integer steps that are fine enough it is the same.
  const scale = 1e6
  const plan = {
    samplingRate,
    sensitivity: scale,
    honestVariance: (noiseMultiplier * scale) ** 2,
    slack: 0,
  }
  const lastRound = options.rounds ?? roundsWithin(plan, epsilon, delta)
  const { renyi, loss } = accountFor(plan, lastRound, delta)
  return { ...asked, isPossible: lastRound > 0, lastRound, renyi, loss }
}

/** A plan as text for a person. */
export function renderPlan(plan: PrivacyPlan): string {
  const { epsilon, deltaExponent, samplingRate, noiseMultiplier, lastRound, renyi, loss } = plan
  const goal = `ε ${epsilon} at δ 10^-${deltaExponent}, sampling rate ${samplingRate}`
  if (!plan.isPossible) return `No: nothing keeps to ${goal}.\n`
  return [
    `To keep to ${goal}:`,
    `  noise multiplier     ${noiseMultiplier} (privacy.noiseMultiplier of a run file)`,
    `  last round           ${lastRound} (rounds.last; every round that opens counts, aborted or not)`,
    `  ε of these rounds    ${loss.toFixed(4)} by privacy losses, ${renyi.toFixed(4)} by Rényi divergences`,
    '',
  ].join('\n')
}

import { VainError } from '@vain/base'
import { type Ratio, ratio } from '../ratio.ts'
import { slackOfSmoothing, slackOfSum } from './slack.ts'

/** What the noise of a run follows from; whole numbers as in its configuration. */
export type NoiseTerms = {
  /** What is hidden: all of one member's part, or one of its examples. */
  readonly unit: 'node' | 'record'
  /** Greatest L2 norm of an update and, for records, of an example's gradient, × 10⁶. */
  readonly clipMicro: number
  readonly scaleBits: number
  /** Coordinates that noise is added to. */
  readonly parameters: number
  /** Standard deviation of the honest noise in a sum over the sensitivity, × 10⁶. */
  readonly noiseMultiplierMicro: number
  /** For records: greatest probability to be drawn into a round, × 10⁶. */
  readonly samplingRateMicro: number
  /** For records: what a sum of gradients is divided by. */
  readonly lotSize: number
  /** Fewest honest members in a sum that can be opened, from 1. */
  readonly honest: number
}

/** The noise of a run: what each member adds, and what their sum is worth. */
export type NoisePlan = {
  /** Most by which one unit changes a sum, in L2 and in integer steps, rounding included. */
  readonly sensitivity: number
  /** Variance of what each member adds to each coordinate. */
  readonly variance: Ratio
  /** Its root. */
  readonly deviation: number
  /** Variance of the honest noise in a sum. */
  readonly honestVariance: number
  readonly samplingRate: number
  /** What a round adds to ε because noise is whole numbers, summed from parts. */
  readonly slack: number
}

/** What is lost to whole numbers in a round must be nothing beside any ε. */
const greatestSlack = 1e-9

/** Variances are multiples of one part in so many. */
const varianceUnits = 2 ** 16

/**
 * Plans the noise of a run, so that the honest noise in every sum has at least the standard deviation
 * `z · sensitivity`, whoever else withholds its own.
 *
 * An update is rounded to the nearest integers, which moves two neighbouring ones apart by at most
 * `√d`. A clipped sum of gradients moves by at most `clip/lotSize` for one example.
 *
 * @throws {VainError} `privacy/bad-terms`; `privacy/noise-too-small` if whole numbers are too coarse
 *   for it, `privacy/noise-too-great` if the deviation exceeds 2¹⁶: more or fewer `scaleBits` help
 *
 * Source: docs/protocol/privacy.md §2, after Kairouz, Liu, Steinke 2021.
 */
export function planNoise(terms: NoiseTerms): NoisePlan {
  const { unit, parameters, honest, noiseMultiplierMicro, samplingRateMicro } = terms
  const sensitivity = sensitivityOf(terms)
  const wanted = ((noiseMultiplierMicro / 1e6) * sensitivity) ** 2 / honest
  const units = Math.ceil(wanted * varianceUnits)
  if (!(units <= 2 ** 32 * varianceUnits))
    throw new VainError('privacy/noise-too-great', 'the noise has a deviation above 2^16', {
      deviation: Math.sqrt(wanted),
    })
  const value = units / varianceUnits
  const slack = slackOf(value, honest, parameters)
  if (!(slack <= greatestSlack))
    throw new VainError('privacy/noise-too-small', 'whole numbers are too coarse for the noise', {
      deviation: Math.sqrt(value),
      slack,
    })
  return {
    sensitivity,
    variance: ratio(BigInt(units), BigInt(varianceUnits)),
    deviation: Math.sqrt(value),
    honestVariance: value * honest,
    samplingRate: unit === 'record' ? samplingRateMicro / 1e6 : 1,
    slack,
  }
}

function sensitivityOf(terms: NoiseTerms): number {
  const { unit, clipMicro, scaleBits, parameters, honest, lotSize, noiseMultiplierMicro } = terms
  const counts = [parameters, honest, ...(unit === 'record' ? [lotSize] : [])]
  const isWhole = counts.every((value) => Number.isInteger(value) && value >= 1)
  if (!isWhole || !(noiseMultiplierMicro > 0) || !(clipMicro > 0))
    throw new VainError('privacy/bad-terms', 'there is no noise for these terms', { ...terms })
  const clip = (clipMicro / 1e6) * 2 ** scaleBits
  return clip / (unit === 'record' ? lotSize : 1) + Math.sqrt(parameters)
}

/** Probabilities of two neighbouring data sets are both off, hence twice. */
function slackOf(variance: number, parts: number, parameters: number): number {
  // Below, the bounds do not hold or smoothing would take more than a twentieth of the variance.
  if (variance < 0.5 || variance * parts < 80) return Infinity
  return 2 * parameters * (slackOfSum(variance, parts) + slackOfSmoothing())
}

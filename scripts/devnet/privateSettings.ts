import { plainSettings } from '@vain/protocol'
import type { Settings } from '@vain/runs'

/** What a run promises to those whose data it learns from. */
export type Privacy = 'none' | 'record'

/** Digits that the nodes of a test network share to train on. */
const trainingDigits = 8_000

/** Rounds that the budget of a private test network pays for: ε is 7.9 then, at δ = 10⁻⁵. */
export const privateRounds = 60

/**
 * Privacy for each example: a quarter of all digits in a round, each clipped at 1, and noise in every
 * sum; the server learns by Adam. Accuracy against ε: docs/protocol/privacy.md §8.
 */
export function privateSettings(nodes: number): Settings {
  const samplingRateMicro = 250_000
  return {
    numbers: { clipMicro: 1_000_000, scaleBits: 20, maxWeight: 1, laneBits: 32, rotate: false },
    aggregation: plainSettings.aggregation,
    strategy: plainSettings.strategy,
    server: {
      optimiser: 'adam',
      learningRateMicro: 20_000,
      beta1Micro: 900_000,
      beta2Micro: 990_000,
      tauMicro: 1_000,
    },
    privacy: {
      unit: 'record',
      noiseMultiplierMicro: 1_430_000,
      samplingRateMicro,
      lotSize: Math.round((trainingDigits / nodes) * (samplingRateMicro / 1e6)),
      deltaExponent: 5,
    },
  }
}

/**
 * Differential privacy: exact integer noise and what it is worth. Pure functions; randomness is
 * passed in.
 */

export { type ComposedLoss, composeRounds } from './accountant/lossAccountant.ts'
export {
  createRenyiCurve,
  deltaOfCurve,
  epsilonOfCurve,
  type RenyiCurve,
} from './accountant/renyiCurve.ts'
export {
  renyiDivergence,
  renyiDivergenceBound,
  type SampledGaussian,
} from './accountant/sampledGaussian.ts'
export { createNoise, type Noise } from './discreteGaussian/createNoise.ts'
export { createNoiseTable, type NoiseTable } from './discreteGaussian/noiseTable.ts'
export { sampleDiscreteGaussian } from './discreteGaussian/sampleExactly.ts'
export {
  type Account,
  type Accounted,
  accountFor,
  epsilonByRenyi,
  noiseMultiplierWithin,
  roundsWithin,
} from './mechanism/account.ts'
export { type NoisePlan, type NoiseTerms, planNoise } from './mechanism/noisePlan.ts'
export { type Ratio, ratio, ratioToNumber } from './ratio.ts'
export { costOf, noiseToSignal, weakestOf } from './run/costs.ts'
export {
  assertRoom,
  deltaOf,
  type GroupNoise,
  groupNoises,
  noiseOf,
  type Sizes,
} from './run/groupNoises.ts'
export { type Protection, protectionOf } from './run/protection.ts'

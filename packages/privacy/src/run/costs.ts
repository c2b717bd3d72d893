import { type Configuration, updateLength } from '@vain/protocol'
import { type Account, accountFor } from '../mechanism/account.ts'
import type { NoisePlan } from '../mechanism/noisePlan.ts'
import { deltaOf, type GroupNoise } from './groupNoises.ts'

/**
 * What a number of rounds costs: of the groups of a run, the one with the weakest noise.
 *
 * @param noises - at least one
 */
export function costOf(
  configuration: Configuration,
  noises: readonly GroupNoise[],
  rounds: number,
): Account {
  return accountFor(weakestOf(noises), rounds, deltaOf(configuration))
}

/** The plan of the group with the weakest noise; of at least one. */
export function weakestOf(noises: readonly GroupNoise[]): NoisePlan {
  const strengthOf = ({ plan }: GroupNoise): number => plan.honestVariance / plan.sensitivity ** 2
  const [weakest] = noises.toSorted((a, b) => strengthOf(a) - strengthOf(b))
  // The cast cannot fail: there is one.
  return (weakest as GroupNoise).plan
}

/**
 * Noise in a mean update over the update itself, both as L2 norms, when all members of a group take
 * part and clip: above one the noise is greater than what was learnt.
 */
export function noiseToSignal(configuration: Configuration, noise: GroupNoise): number {
  const { numbers } = configuration
  const clip = (numbers.clipMicro / 1e6) * 2 ** numbers.scaleBits
  return (
    (noise.plan.deviation * Math.sqrt(updateLength(configuration))) /
    (Math.sqrt(noise.group.size) * clip)
  )
}

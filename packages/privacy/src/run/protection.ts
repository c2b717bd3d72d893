import type { Configuration } from '@vain/protocol'
import type { Account } from '../mechanism/account.ts'
import { costOf, noiseToSignal } from './costs.ts'
import { deltaOf, type GroupNoise } from './groupNoises.ts'

/** What a run with noise promises. */
export type Protection = {
  readonly unit: 'node' | 'record'
  readonly delta: number
  readonly noiseMultiplier: number
  readonly samplingRate: number
  /** Norm to which an example's gradient or a member's update is clipped. */
  readonly clip: number
  /** ε of one round, of those opened so far, and of all up to the last one. */
  readonly perRound: Account
  readonly soFar: Account
  readonly budget: Account
  /** Of each size of group. */
  readonly groups: readonly {
    readonly size: number
    readonly threshold: number
    readonly honest: number
    /** Deviation of one member's noise and most that one unit moves a sum, in integer steps. */
    readonly deviation: number
    readonly sensitivity: number
    readonly noiseToSignal: number
  }[]
}

/**
 * What a run's noise is worth, for one round, for those that were opened and for all it may open.
 *
 * @param noises - of its groups; at least one if the run promises anything
 * @param rounds - opened so far, aborted ones too
 * @param lastRound - the last one that its budget pays for
 * @returns undefined if the run promises nothing
 */
export function protectionOf(
  configuration: Configuration,
  noises: readonly GroupNoise[],
  rounds: number,
  lastRound: number,
): Protection | undefined {
  const { unit, noiseMultiplierMicro, samplingRateMicro } = configuration.privacy
  if (unit === 'none') return undefined
  return {
    unit,
    delta: deltaOf(configuration),
    noiseMultiplier: noiseMultiplierMicro / 1e6,
    samplingRate: unit === 'record' ? samplingRateMicro / 1e6 : 1,
    clip: configuration.numbers.clipMicro / 1e6,
    perRound: costOf(configuration, noises, 1),
    soFar: costOf(configuration, noises, rounds),
    budget: costOf(configuration, noises, lastRound),
    groups: noises.map((noise) => ({
      ...noise.group,
      honest: noise.honest,
      deviation: noise.plan.deviation,
      sensitivity: noise.plan.sensitivity,
      noiseToSignal: noiseToSignal(configuration, noise),
    })),
  }
}

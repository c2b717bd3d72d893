import { composeLosses, deltaOfLosses, epsilonOfLosses, mostEntries } from './composeLosses.ts'
import {
  createLossDistribution,
  type Direction,
  type LossDistribution,
} from './lossDistribution.ts'
import { assertDelta } from './renyiCurve.ts'
import { assertMechanism, type SampledGaussian } from './sampledGaussian.ts'

/** Privacy loss of a number of rounds, for adding and for removing a record. */
export type ComposedLoss = {
  /** The least ε at δ. */
  epsilon(delta: number): number
  /** The least δ at ε. */
  delta(epsilon: number): number
}

/** Width of the grid on which losses are computed. */
export const defaultStep: number = 1e-4

const directions: readonly Direction[] = ['add', 'remove']

/**
 * Accounts for rounds of a mechanism by the distribution of their privacy loss, which is tighter
 * than by Rényi divergences and an upper bound as well.
 *
 * @param rounds - a whole number from 1 on
 * @param step - width of the grid; finer where losses are small, coarser where it would
 *   need more than 2²² entries
 * @throws {VainError} `privacy/bad-mechanism`
 */
export function composeRounds(
  mechanism: SampledGaussian,
  rounds: number,
  step: number = defaultStep,
): ComposedLoss {
  assertMechanism(mechanism)
  const grid = Math.min(step, finest(mechanism))
  const losses = directions.map((direction) => composeOn(grid, mechanism, direction, rounds))
  return {
    epsilon(delta) {
      assertDelta(delta)
      return Math.max(...losses.map((loss) => epsilonOfLosses(loss, delta)))
    },
    delta: (epsilon) => Math.max(...losses.map((loss) => deltaOfLosses(loss, epsilon))),
  }
}

/** A twentieth of the standard deviation of a round's loss: a coarser grid would add to it. */
function finest({ samplingRate, noiseMultiplier }: SampledGaussian): number {
  const deviation = samplingRate * Math.sqrt(Math.expm1(1 / noiseMultiplier ** 2))
  return samplingRate === 0 ? Infinity : deviation / 20
}

function composeOn(
  step: number,
  mechanism: SampledGaussian,
  direction: Direction,
  rounds: number,
): LossDistribution {
  const { noiseMultiplier: z } = mechanism
  // More than the losses of one round span.
  const span = 1 / (z * z) + 24 / z
  const composed =
    span / step > mostEntries / 2
      ? undefined
      : composeLosses(createLossDistribution(mechanism, direction, step), rounds)
  // It ends: with a step as wide as all losses the window is a few entries.
  return composed ?? composeOn(4 * step, mechanism, direction, rounds)
}

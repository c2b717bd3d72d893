import { VainError } from '@vain/base'
import type { Configuration } from '../configuration/configuration.ts'
import { updateLength } from '../strategy/updateLength.ts'
import { spanOf } from './rotation.ts'

/** Standard deviations, as a bound, that a rotated coordinate stays within. §5.1. */
const kappa = 6

/** Standard deviations that the noise of a sum stays within: beyond with probability 4·10⁻³³. */
const noiseMargin = 12

/**
 * Refuses numbers with which an honest sum could wrap.
 *
 * Without rotation the bound is hard: no sum of clipped updates wraps. With rotation a coordinate
 * of the sum wraps with probability at most `2 · exp(−18) = 3.1 · 10⁻⁸` (Hoeffding; as a normal
 * variable 2.0 · 10⁻⁹), so among a million coordinates one in a round with probability below 3.1 %
 * (0.2 %). Whoever sends more than it may can make any sum wrap; that is no honest sum.
 *
 * @param members - most members in one sum
 * @param deviation - standard deviation of all their noise in one coordinate, in integer steps; 0
 *   without noise
 * @throws {VainError} `protocol/sum-may-wrap`
 *
 * Source: docs/protocol §5.1.
 */
export function assertNoWrap(
  configuration: Pick<Configuration, 'parameters' | 'numbers' | 'strategy'>,
  members: number,
  deviation: number,
): void {
  const { numbers } = configuration
  const range = 2 ** (numbers.laneBits - 1)
  // Rounding moves a coordinate by less than 1.
  const coordinates = members * (greatestCoordinate(configuration) + 1) + noiseMargin * deviation
  if (!(coordinates < range) || members * numbers.maxWeight >= range)
    throw new VainError('protocol/sum-may-wrap', 'sums of this many members may wrap', {
      members,
      deviation,
      ...numbers,
    })
}

/** Of a clipped update, in integer steps. */
function greatestCoordinate(
  configuration: Pick<Configuration, 'parameters' | 'numbers' | 'strategy'>,
): number {
  const { clipMicro, scaleBits, rotate } = configuration.numbers
  const norm = (clipMicro / 1e6) * 2 ** scaleBits
  return rotate ? norm * Math.min(1, kappa / Math.sqrt(spanOf(updateLength(configuration)))) : norm
}

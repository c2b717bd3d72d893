import { type RandomSource, VainError } from '@vain/base'
import type { Configuration } from '../configuration/configuration.ts'
import type { Hex } from '../hex.ts'
import { rotate } from './rotation.ts'

type Quantiser = Pick<Configuration, 'numbers' | 'privacy'>

/**
 * A clipped, weighted and rounded update with the weight as its last number.
 *
 * Rounding is to a neighbour at random, so that the expectation of each number is the scaled
 * coordinate; where noise is added it is to the nearest, so that what one example changes stays
 * bounded. It is the member's own secret randomness; nothing of it is hashed.
 *
 * @param update - local model minus global model, `d` values
 * @param examples - local training examples, at least 1
 * @param openHead - the run's head after `open`, from which the round's rotation follows
 * @returns `d + 1` numbers, to which noise may be added before they are packed
 * @throws {VainError} `protocol/bad-update` if a value is not finite or there are no examples
 *
 * Source: docs/protocol §5.1, §5.5.
 */
export function quantiseUpdate(
  update: Float32Array,
  examples: number,
  { numbers, privacy }: Quantiser,
  openHead: Hex,
  random: RandomSource,
): Int32Array {
  const weight = Math.floor(Math.min(examples, numbers.maxWeight))
  const clip = numbers.clipMicro / 1e6
  const values = Float64Array.from(update)
  if (!Number.isFinite(normOf(values)) || !(weight >= 1))
    throw new VainError('protocol/bad-update', 'the update is not finite or has no examples', {
      examples,
    })
  clipNorm(values, clip)
  if (numbers.rotate) {
    rotate(values, openHead)
    // The rounding of the rotation may have lengthened it.
    clipNorm(values, clip)
  }
  const scale = (weight / numbers.maxWeight) * 2 ** numbers.scaleBits
  const lanes = new Int32Array(values.length + 1)
  lanes[values.length] = weight
  if (privacy.unit === 'none') roundAtRandom(values, scale, lanes, random)
  else for (let j = 0; j < values.length; j++) lanes[j] = Math.floor(at(values, j) * scale + 0.5)
  return lanes
}

function normOf(values: Float64Array): number {
  let squares = 0
  for (let j = 0; j < values.length; j++) squares += at(values, j) * at(values, j)
  return Math.sqrt(squares)
}

function clipNorm(values: Float64Array, clip: number): void {
  const norm = normOf(values)
  if (norm <= clip) return
  const factor = clip / norm
  for (let j = 0; j < values.length; j++) values[j] = at(values, j) * factor
}

function roundAtRandom(
  values: Float64Array,
  scale: number,
  lanes: Int32Array,
  random: RandomSource,
): void {
  const bytes = random(4 * values.length)
  const chance = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let j = 0; j < values.length; j++)
    lanes[j] = Math.floor(at(values, j) * scale + chance.getUint32(4 * j, true) / 2 ** 32)
}

/** The cast cannot fail: indices are below the length. */
const at = (values: Float64Array, j: number): number => values[j] as number

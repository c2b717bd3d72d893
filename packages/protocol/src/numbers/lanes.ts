import { VainError } from '@vain/base'
import type { Configuration } from '../configuration/configuration.ts'
import type { Numbers } from '../configuration/settings.ts'
import { updateLength } from '../strategy/updateLength.ts'
import { toSigned } from './vector.ts'

type Sized = Pick<Configuration, 'parameters' | 'numbers' | 'strategy'>

/** Numbers in an update as it is summed: the coordinates and the weight. */
export function laneCount(sized: Pick<Sized, 'parameters' | 'strategy'>): number {
  return updateLength(sized) + 1
}

/** Words of a masked vector: with lanes of 16 bits two numbers each, the last one padded. §5.3. */
export function vectorWords(sized: Sized): number {
  return Math.ceil((laneCount(sized) * sized.numbers.laneBits) / 32)
}

/**
 * Words of an update, to be masked: two's complement, with lanes of 16 bits the first number in the
 * low half.
 *
 * @param lanes - what does not fit its lane wraps
 */
export function packLanes(lanes: Int32Array, laneBits: Numbers['laneBits']): Uint32Array {
  if (laneBits === 32) return Uint32Array.from(lanes)
  const words = new Uint32Array(Math.ceil(lanes.length / 2))
  for (let k = 0; k < words.length; k++) {
    const [low, high] = [lanes[2 * k] as number, lanes[2 * k + 1] ?? 0]
    words[k] = (low & 0xffff) | (high << 16)
  }
  return words
}

/**
 * The signed numbers of a sum from its words.
 *
 * @param words - without masks
 * @throws {VainError} `protocol/bad-vector` if they are too few or too many
 */
export function unpackLanes(words: Uint32Array, sized: Sized): Int32Array {
  const needed = vectorWords(sized)
  if (words.length !== needed)
    throw new VainError('protocol/bad-vector', 'the vector has another length', {
      words: words.length,
      expected: needed,
    })
  if (sized.numbers.laneBits === 32) return toSigned(words)
  const lanes = new Int32Array(laneCount(sized))
  for (let j = 0; j < lanes.length; j++) {
    const word = words[j >> 1] as number
    lanes[j] = j % 2 === 0 ? (word << 16) >> 16 : word >> 16
  }
  return lanes
}

import { type RandomSource, VainError } from '@vain/base'
import type { Numbers } from '../configuration/settings.ts'

const wordRange = 2 ** 31

/**
 * Refuses numbers with which an honest sum could wrap mod 2³².
 *
 * @param members - most members of a round
 * @throws {VainError} `protocol/sum-may-wrap`
 */
export function assertNoWrap(numbers: Numbers, members: number): void {
  const coordinate = (numbers.clipMicro / 1e6) * 2 ** numbers.scaleBits + 1
  if (members * coordinate >= wordRange || members * numbers.maxWeight >= wordRange)
    throw new VainError('protocol/sum-may-wrap', 'sums of this many members may wrap', {
      members,
      ...numbers,
    })
}

/**
 * A clipped, weighted and stochastically rounded update with the weight as its last word.
 *
 * The expectation of each word is the scaled coordinate. The rounding is the member's own secret
 * randomness; nothing of it is hashed.
 *
 * @param update - local model minus global model, `d` values
 * @param examples - local training examples, at least 1
 * @returns `d + 1` words, two's complement
 * @throws {VainError} `protocol/bad-update` if a value is not finite or there are no examples
 *
 * Source: docs/protocol §5.1.
 */
export function quantiseUpdate(
  update: Float32Array,
  examples: number,
  numbers: Numbers,
  random: RandomSource,
): Uint32Array {
  const weight = Math.min(examples, numbers.maxWeight)
  const norm = Math.sqrt(update.reduce((sum, value) => sum + value * value, 0))
  if (!Number.isFinite(norm) || !(weight >= 1))
    throw new VainError('protocol/bad-update', 'the update is not finite or has no examples', {
      examples,
    })
  const clip = numbers.clipMicro / 1e6
  const factor = (norm > clip ? clip / norm : 1) * (weight / numbers.maxWeight)
  const scale = factor * 2 ** numbers.scaleBits
  const bytes = random(4 * update.length)
  const chance = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const words = new Uint32Array(update.length + 1)
  update.forEach((value, i) => {
    words[i] = Math.floor(value * scale + chance.getUint32(4 * i, true) / 2 ** 32)
  })
  words[update.length] = Math.floor(weight)
  return words
}

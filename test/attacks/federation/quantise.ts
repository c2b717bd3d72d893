import type { RandomSource } from '@vain/base'
import { type Numbers, packLanes, plainSettings, quantiseUpdate, zeroHash } from '@vain/protocol'

/** Words that a member sends in a run without rotation and noise. */
export function quantise(
  update: Float32Array,
  examples: number,
  numbers: Numbers,
  random: RandomSource,
): Uint32Array {
  const settings = { ...plainSettings, numbers }
  return packLanes(quantiseUpdate(update, examples, settings, zeroHash, random), numbers.laneBits)
}

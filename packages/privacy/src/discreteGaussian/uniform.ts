import type { RandomSource } from '@vain/base'

/**
 * A uniform integer in `[0, bound)`, by rejection: exact, at two tries on average at most.
 *
 * @param bound - at least 1; 1 draws nothing
 */
export function uniformBelow(bound: bigint, random: RandomSource): bigint {
  const bits = (bound - 1n).toString(2).length
  if (bound === 1n) return 0n
  const mask = (1n << BigInt(bits)) - 1n
  for (;;) {
    let value = 0n
    for (const byte of random(Math.ceil(bits / 8))) value = (value << 8n) | BigInt(byte)
    value &= mask
    if (value < bound) return value
  }
}

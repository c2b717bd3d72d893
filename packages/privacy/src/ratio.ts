import { VainError } from '@vain/base'

/** A rational number in lowest terms; `denominator` is at least 1. */
export type Ratio = { readonly numerator: bigint; readonly denominator: bigint }

function divisorOf(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

/**
 * `numerator / denominator` in lowest terms.
 *
 * @throws {VainError} `privacy/bad-ratio` if the denominator is not positive
 */
export function ratio(numerator: bigint, denominator: bigint): Ratio {
  if (denominator <= 0n)
    throw new VainError('privacy/bad-ratio', 'the denominator is not positive', { denominator })
  const divisor = divisorOf(numerator, denominator)
  return { numerator: numerator / divisor, denominator: denominator / divisor }
}

/** The nearest double. */
export function ratioToNumber({ numerator, denominator }: Ratio): number {
  const bits = 64n
  return Number((numerator << bits) / denominator) / 2 ** Number(bits)
}

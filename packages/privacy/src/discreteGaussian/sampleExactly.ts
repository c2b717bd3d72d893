import { type RandomSource, VainError } from '@vain/base'
import { type Ratio, ratio } from '../ratio.ts'
import { uniformBelow } from './uniform.ts'

/** `true` with probability `exp(-x)`, `0 ≤ x ≤ 1`. Algorithm 1, first case. */
function tossExpOfFraction({ numerator, denominator }: Ratio, random: RandomSource): boolean {
  for (let k = 1n; ; k++) {
    // In lowest terms, so that no more bits are drawn than are needed.
    const chance = ratio(numerator, denominator * k)
    if (uniformBelow(chance.denominator, random) >= chance.numerator) return k % 2n === 1n
  }
}

const one: Ratio = { numerator: 1n, denominator: 1n }

/** `true` with probability `exp(-x)`, `x ≥ 0`. Algorithm 1. */
function tossExp({ numerator, denominator }: Ratio, random: RandomSource): boolean {
  let rest = numerator
  for (; rest > denominator; rest -= denominator) if (!tossExpOfFraction(one, random)) return false
  return tossExpOfFraction(ratio(rest, denominator), random)
}

/** An integer `x` with probability proportional to `exp(-|x|/scale)`. Algorithm 2. */
function sampleLaplace(scale: bigint, random: RandomSource): bigint {
  for (;;) {
    const negative = uniformBelow(2n, random) === 0n
    let low = uniformBelow(scale, random)
    while (!tossExp(ratio(low, scale), random)) low = uniformBelow(scale, random)
    let high = 0n
    while (tossExp(one, random)) high++
    const magnitude = high * scale + low
    if (!(negative && magnitude === 0n)) return negative ? -magnitude : magnitude
  }
}

/** `⌊√value⌋`. */
function rootDown(value: bigint): bigint {
  if (value === 0n) return 0n
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2))
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/**
 * A sample of the discrete Gaussian of mean 0: `P[x]` is proportional to `exp(-x²/2σ²)`, exactly, as
 * long as the random source is uniform.
 *
 * Rational arithmetic only; some 10 to 30 µs each. What noise is drawn with is `createNoise`, which
 * this one is the measure of. Its time depends on the sample.
 *
 * @param variance - `σ²`, above 0
 * @throws {VainError} `privacy/bad-variance`
 *
 * Source: Canonne, Kamath, Steinke 2020, Algorithms 1 to 3; it draws its bits in the order of the
 * authors' implementation, so that both give the same samples from the same bits.
 */
export function sampleDiscreteGaussian(variance: Ratio, random: RandomSource): bigint {
  const { numerator, denominator } = variance
  if (numerator <= 0n)
    throw new VainError('privacy/bad-variance', 'the variance is not positive', { variance })
  const scale = rootDown(numerator / denominator) + 1n
  for (;;) {
    const candidate = sampleLaplace(scale, random)
    const magnitude = candidate < 0n ? -candidate : candidate
    // (|x| - σ²/t)² / 2σ² with σ² = a/b is (|x|·t·b - a)² / (2·a·b·t²).
    const excess = magnitude * scale * denominator - numerator
    const bias = ratio(excess * excess, 2n * numerator * denominator * scale * scale)
    if (tossExp(bias, random)) return candidate
  }
}

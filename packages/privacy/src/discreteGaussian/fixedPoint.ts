import type { Ratio } from '../ratio.ts'

/** Fraction bits of the fixed-point numbers that tables are computed with. */
export const fractionBits = 192n

/** Product of two fixed-point numbers, rounded down. */
export function multiply(a: bigint, b: bigint): bigint {
  return (a * b) >> fractionBits
}

/** `exp(-x)` for `x ≥ 0` in fixed point, below the true value by at most 2⁻¹⁸⁰ for `x ≤ 16`. */
export function expOfMinus({ numerator, denominator }: Ratio): bigint {
  // exp(-x) = exp(-x/2^k)^(2^k), and the series of a small number is short.
  const guard = 32n
  const one = 1n << (fractionBits + guard)
  const halvings = 8n
  const x = (numerator << (fractionBits + guard)) / (denominator << halvings)
  let sum = 0n
  let term = one
  for (let k = 1n; term !== 0n; k++) {
    sum += term
    term = -((term * x) >> (fractionBits + guard)) / k
  }
  for (let i = 0n; i < halvings; i++) sum = (sum * sum) >> (fractionBits + guard)
  return sum >> guard
}

/**
 * Natural logarithm of a positive finite double, within some 10⁻¹⁵ of its size.
 *
 * `Math.log` may differ in the last bit between engines; this uses + − × ÷ only, so what is drawn
 * with it is the same everywhere.
 */
export function logarithm(x: number): number {
  let mantissa = x
  let exponent = 0
  for (; mantissa > Math.SQRT2; mantissa /= 2) exponent++
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) exponent--
  // ln m = 2 artanh z with |z| < 0.172: the term z²³/23 is below 10⁻¹⁸.
  const z = (mantissa - 1) / (mantissa + 1)
  let sum = 0
  for (let power = 23; power >= 1; power -= 2) sum = sum * z * z + 1 / power
  return 2 * z * sum + exponent * Math.LN2
}

/** `e^x` for `x <= 0`, by + − × ÷ only, for the same reason as {@link logarithm}. */
export function exponential(x: number): number {
  const halvings = Math.round(-x / Math.LN2)
  // Below the smallest double; the loop would run for long.
  if (halvings > 1080) return 0
  const rest = x + halvings * Math.LN2
  let sum = 1
  for (let term = 18; term >= 1; term--) sum = 1 + (sum * rest) / term
  for (let i = 0; i < halvings; i++) sum /= 2
  return sum
}

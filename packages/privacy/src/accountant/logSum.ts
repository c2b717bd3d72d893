/** `ln(e^a + e^b)`. */
export function logAdd(a: number, b: number): number {
  if (a === -Infinity) return b
  if (b === -Infinity) return a
  const greater = Math.max(a, b)
  return greater + Math.log1p(Math.exp(Math.min(a, b) - greater))
}

/** `ln(e^a - e^b)`; minus infinity unless `a > b`. */
export function logSubtract(a: number, b: number): number {
  if (b === -Infinity) return a
  return a > b ? a + Math.log(-Math.expm1(b - a)) : -Infinity
}

import type { Draws } from '../random/draws.ts'
import { exponential, logarithm } from './logarithm.ts'

/** A standard normal variate (polar method of Marsaglia and Bray). */
function drawNormal(draws: Draws): number {
  for (;;) {
    const a = 2 * draws.unit() - 1
    const b = 2 * draws.unit() - 1
    const s = a * a + b * b
    if (s > 0 && s < 1) return a * Math.sqrt((-2 * logarithm(s)) / s)
  }
}

/**
 * Logarithm of a gamma variate: for small shapes the variate itself may be too small for a double.
 *
 * Source: Marsaglia and Tsang 2000, with their step `Γ(a) = Γ(a + 1) · U^(1/a)` below 1.
 */
function drawLogGamma(shape: number, draws: Draws): number {
  if (shape < 1) return drawLogGamma(shape + 1, draws) + logarithm(draws.unit()) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(draws)
    const root = 1 + c * x
    if (root <= 0) continue
    const v = root * root * root
    const logV = logarithm(v)
    if (logarithm(draws.unit()) < (x * x) / 2 + d - d * v + d * logV) return logarithm(d) + logV
  }
}

/**
 * Shares that sum to one, from the symmetric Dirichlet distribution.
 *
 * @param parts - number of shares, at least 1
 * @param alpha - concentration, positive: large for equal shares, small for a few large ones
 */
export function drawDirichlet(parts: number, alpha: number, draws: Draws): number[] {
  const logs = Array.from({ length: parts }, () => drawLogGamma(alpha, draws))
  const greatest = Math.max(...logs)
  const sizes = logs.map((log) => exponential(log - greatest))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return sizes.map((size) => size / total)
}

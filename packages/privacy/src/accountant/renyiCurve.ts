import { VainError } from '@vain/base'
import { renyiDivergence, type SampledGaussian } from './sampledGaussian.ts'

/** Rényi divergences of a mechanism by order. */
export type RenyiCurve = { readonly orders: readonly number[]; readonly values: readonly number[] }

function createIntegerOrders(): readonly number[] {
  const orders: number[] = []
  for (let order = 2; order <= 16_384; order += Math.max(1, Math.floor(order / 32)))
    orders.push(order)
  return orders
}

/**
 * Whole orders from 2 to 16,384, every one up to 64, then about 3 % apart. At these the divergence
 * of the discrete Gaussian is known exactly (docs/protocol/privacy.md §4).
 */
const integerOrders: readonly number[] = createIntegerOrders()

/**
 * What `rounds` rounds of a mechanism add up to.
 *
 * @param rounds - a whole number
 * @throws {VainError} `privacy/bad-mechanism`, `privacy/bad-order`
 */
export function createRenyiCurve(
  mechanism: SampledGaussian,
  rounds: number,
  orders: readonly number[] = integerOrders,
): RenyiCurve {
  const values = orders.map((order) => rounds * renyiDivergence(order, mechanism))
  return { orders, values }
}

/** @throws {VainError} `privacy/bad-delta` unless it is a probability above 0 and below 1 */
export function assertDelta(delta: number): void {
  if (!(delta > 0 && delta < 1))
    throw new VainError('privacy/bad-delta', 'δ must be above 0 and below 1', { delta })
}

/** Below this order the conversion is of no use and loses digits. */
const leastOrder = 1.01

/**
 * The least ε with which a curve is (ε, δ)-differentially private, as far as the curve tells.
 *
 * @throws {VainError} `privacy/bad-delta`
 *
 * Source: Canonne, Kamath, Steinke 2020, Proposition 12; `δ ≤ √(1 - e^-KL)` where that is enough.
 */
export function epsilonOfCurve({ orders, values }: RenyiCurve, delta: number): number {
  assertDelta(delta)
  const bounds = orders.map((order, i) => {
    const value = values[i] as number
    if (delta * delta + Math.expm1(-value) > 0) return 0
    if (order <= leastOrder) return Infinity
    return value + Math.log1p(-1 / order) - Math.log(delta * order) / (order - 1)
  })
  return Math.max(0, Math.min(...bounds))
}

/**
 * The least δ with which a curve is (ε, δ)-differentially private, as far as the curve tells.
 *
 * @param epsilon - 0 or more
 *
 * Source: as for `epsilonOfCurve`.
 */
export function deltaOfCurve({ orders, values }: RenyiCurve, epsilon: number): number {
  const bounds = orders.map((order, i) => {
    const value = values[i] as number
    const byDivergence = 0.5 * Math.log(-Math.expm1(-value))
    if (order <= leastOrder) return byDivergence
    const byOrder = (order - 1) * (value - epsilon + Math.log1p(-1 / order)) - Math.log(order)
    return Math.min(byDivergence, byOrder)
  })
  return Math.min(1, Math.exp(Math.min(...bounds)))
}

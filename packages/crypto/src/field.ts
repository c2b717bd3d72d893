/**
 * GF(2¹⁶) with the polynomial x¹⁶ + x¹² + x³ + x + 1, elements as numbers `0 … 65,535`, addition as
 * exclusive or.
 *
 * Products are looked up by logarithm, so their traces in the processor's cache depend on the
 * factors. Someone who runs code on the same processor may learn of them; a peer, who sees only
 * when a message arrives, has no practical use of it.
 *
 * Source: docs/protocol §4.4.
 */

const polynomial = 0x1100b

/** Number of elements but zero, by which logarithms repeat. */
export const unitCount = 0xffff

/**
 * `power[log[a] + log[b]]` is the product of `a` and `b`, if not both are zero: the logarithm of
 * zero is so great that all its sums fall where `power` is zero.
 */
export type Tables = { readonly log: Uint32Array; readonly power: Uint16Array }

const zeroLogarithm = 2 * unitCount

let tables: Tables | undefined

/** The tables, made at the first call. */
export function fieldTables(): Tables {
  tables ??= buildTables()
  return tables
}

/** Powers of 2, which generates the field's units. Twice over, so a sum of two logarithms fits. */
function buildTables(): Tables {
  const log = new Uint32Array(unitCount + 1)
  const power = new Uint16Array(zeroLogarithm + unitCount)
  let element = 1
  for (let exponent = 0; exponent < unitCount; exponent++) {
    log[element] = exponent
    power[exponent] = element
    power[exponent + unitCount] = element
    element <<= 1
    if (element > unitCount) element ^= polynomial
  }
  log[0] = zeroLogarithm
  return { log, power }
}

/** Product of two elements. */
export function multiply(a: number, b: number): number {
  if (a === 0) return 0
  const { log, power } = fieldTables()
  // The casts cannot fail: one logarithm is below 65,535, the other at most twice that.
  return power[(log[a] as number) + (log[b] as number)] as number
}

/** Quotient `a / b`; `b` is not zero. */
export function divide(a: number, b: number): number {
  if (a === 0) return 0
  const { log, power } = fieldTables()
  return power[(log[a] as number) + unitCount - (log[b] as number)] as number
}

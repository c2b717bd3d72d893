/**
 * GF(2¹⁶) with the polynomial x¹⁶ + x¹² + x³ + x + 1, elements as numbers `0 … 65,535`, addition as
 * exclusive or.
 *
 * Products are looked up by logarithm, so their time and their traces in the processor's cache
 * depend on the factors. Someone who runs code on the same processor may learn of them; a peer,
 * who sees only when a message arrives, has no practical use of it.
 *
 * Source: docs/protocol §4.4.
 */

const polynomial = 0x1100b
const nonZeroElements = 0xffff

type Tables = { readonly log: Uint16Array; readonly power: Uint16Array }

let tables: Tables | undefined

function readTables(): Tables {
  tables ??= buildTables()
  return tables
}

/** Powers of 2, which generates the field's units. Twice over, so a sum of two logarithms fits. */
function buildTables(): Tables {
  const log = new Uint16Array(nonZeroElements + 1)
  const power = new Uint16Array(2 * nonZeroElements)
  let element = 1
  for (let exponent = 0; exponent < nonZeroElements; exponent++) {
    log[element] = exponent
    power[exponent] = element
    power[exponent + nonZeroElements] = element
    element <<= 1
    if (element > nonZeroElements) element ^= polynomial
  }
  return { log, power }
}

/** Product of two elements. */
export function multiply(a: number, b: number): number {
  if (a === 0 || b === 0) return 0
  const { log, power } = readTables()
  // The casts cannot fail: logarithms are below 65,535, their sum below twice that.
  return power[(log[a] as number) + (log[b] as number)] as number
}

/** Quotient `a / b`; `b` is not zero. */
export function divide(a: number, b: number): number {
  if (a === 0) return 0
  const { log, power } = readTables()
  return power[(log[a] as number) + nonZeroElements - (log[b] as number)] as number
}

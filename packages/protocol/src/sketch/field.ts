/**
 * Integers modulo `2¹²⁷ − 1`, as `0 … p − 1`.
 *
 * Source: docs/protocol/robustness.md §3.3, which says why 61 bits are too few.
 */
export const prime: bigint = (1n << 127n) - 1n

export const elementBytes = 16

/** The element that an integer is. */
export function toElement(value: bigint): bigint {
  const rest = value % prime
  return rest < 0n ? rest + prime : rest
}

/** The integer nearest to zero that an element is, `−(p − 1)/2 … (p − 1)/2`. */
export function toInteger(element: bigint): bigint {
  return element > prime >> 1n ? element - prime : element
}

/** What times `element` is 1. By Fermat; `element` is not zero. */
export function invert(element: bigint): bigint {
  let inverse = 1n
  for (let exponent = prime - 2n, square = element; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) inverse = (inverse * square) % prime
    square = (square * square) % prime
  }
  return inverse
}

/** Elements as 16 little-endian bytes each. */
export function fromElements(elements: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(elementBytes * elements.length)
  const view = new DataView(bytes.buffer)
  for (const [i, element] of elements.entries()) {
    view.setBigUint64(elementBytes * i, BigInt.asUintN(64, element), true)
    view.setBigUint64(elementBytes * i + 8, element >> 64n, true)
  }
  return bytes
}

/** The numbers of 128 bits in a whole number of 16-byte words; they need not be elements. */
export function readWords(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from(
    { length: bytes.length / elementBytes },
    (_, i) =>
      view.getBigUint64(elementBytes * i, true) |
      (view.getBigUint64(elementBytes * i + 8, true) << 64n),
  )
}

/** Elements from uniform bytes. The one value that is none becomes zero, once in 2¹²⁷. */
export function toElements(bytes: Uint8Array): bigint[] {
  return readWords(bytes).map((word) => (word & prime) % prime)
}

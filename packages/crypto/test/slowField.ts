/** Carry-less product reduced bit by bit, without tables. */
export function slowProduct(a: number, b: number): number {
  let product = 0
  let power = a
  for (let rest = b; rest > 0; rest >>= 1) {
    if (rest & 1) product ^= power
    power <<= 1
    if (power > 0xffff) power ^= 0x1100b
  }
  return product
}

/** What times `a` is 1: `a` to the power of the number of units less one. */
export function slowInverse(a: number): number {
  let inverse = 1
  for (let exponent = 0xfffe, square = a; exponent > 0; exponent >>= 1) {
    if (exponent & 1) inverse = slowProduct(inverse, square)
    square = slowProduct(square, square)
  }
  return inverse
}

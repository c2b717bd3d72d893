import { invert, prime, toElement } from './field.ts'

/** Coefficients modulo the prime, lowest first, the last one not zero; none for zero. */
export type Polynomial = readonly bigint[]

const trim = (coefficients: bigint[]): Polynomial => {
  while (coefficients.at(-1) === 0n) coefficients.pop()
  return coefficients
}

/** Value at a point, by Horner's rule. */
export function evaluate(polynomial: Polynomial, x: bigint): bigint {
  return polynomial.reduceRight((value, coefficient) => (value * x + coefficient) % prime, 0n)
}

/** `a − b · c` */
function subtractProduct(a: Polynomial, b: Polynomial, c: Polynomial): Polynomial {
  const length = Math.max(a.length, b.length + c.length)
  const result = Array.from({ length }, (_, i) => a[i] ?? 0n)
  for (const [i, left] of b.entries())
    for (const [j, right] of c.entries())
      result[i + j] = toElement((result[i + j] as bigint) - left * right)
  return trim(result)
}

/** Quotient and remainder; the divisor is not zero. */
function divide(
  dividend: Polynomial,
  divisor: Polynomial,
): { readonly quotient: Polynomial; readonly remainder: Polynomial } {
  const rest = [...dividend]
  const quotient = new Array<bigint>(Math.max(0, dividend.length - divisor.length + 1)).fill(0n)
  const lead = invert(divisor.at(-1) as bigint)
  for (let shift = quotient.length - 1; shift >= 0; shift--) {
    const factor = ((rest[shift + divisor.length - 1] as bigint) * lead) % prime
    quotient[shift] = factor
    for (const [i, coefficient] of divisor.entries())
      rest[shift + i] = toElement((rest[shift + i] as bigint) - factor * coefficient)
  }
  return { quotient: trim(quotient), remainder: trim(rest) }
}

/** The polynomial that is zero at the points. */
function vanishing(points: readonly bigint[]): Polynomial {
  return points.reduce<Polynomial>(
    (product, x) => subtractProduct([], product, trim([x % prime, prime - 1n])),
    [1n],
  )
}

/** The polynomial through the points, of a degree below their number. Newton's form. */
function through(points: readonly bigint[], values: readonly bigint[]): Polynomial {
  let [found, basis]: [Polynomial, Polynomial] = [[], [1n]]
  for (const [i, x] of points.entries()) {
    const missing = toElement((values[i] as bigint) - evaluate(found, x))
    const step = (missing * invert(evaluate(basis, x))) % prime
    found = subtractProduct(found, [prime - step], basis)
    basis = subtractProduct([], basis, trim([x % prime, prime - 1n]))
  }
  return found
}

/**
 * The polynomial of at most a degree through all but a few of the points: all but
 * `⌊(points − degree − 1) / 2⌋` at most, so that there is one only; undefined if there is none.
 *
 * Source: Gao 2003, "A new algorithm for decoding Reed–Solomon codes", algorithm 1; it finds what
 * Welch and Berlekamp's linear equations do.
 *
 * @param points - distinct
 */
export function decodePoints(
  points: readonly bigint[],
  values: readonly bigint[],
  degree: number,
): Polynomial | undefined {
  let [older, newer] = [vanishing(points), through(points, values)]
  let [olderFactor, factor]: [Polynomial, Polynomial] = [[], [1n]]
  // Of the remainders of Euclid's algorithm, the first whose degree is below (points + degree + 1)/2.
  while (2 * (newer.length - 1) >= points.length + degree + 1) {
    const { quotient, remainder } = divide(older, newer)
    ;[older, newer] = [newer, remainder]
    ;[olderFactor, factor] = [factor, subtractProduct(olderFactor, quotient, factor)]
  }
  const { quotient, remainder } = divide(newer, factor)
  return remainder.length === 0 && quotient.length <= degree + 1 ? quotient : undefined
}

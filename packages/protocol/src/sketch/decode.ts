import { fromText } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { fromElements, invert, prime, toElement, toElements } from './field.ts'
import { decodePoints, evaluate } from './polynomial.ts'

/** What a place answered: a value of every column's polynomial. */
export type Row = {
  /** Place, from 1. */
  readonly place: number
  readonly values: readonly bigint[]
}

/** What most places agree on. */
export type Agreement = {
  /** Every column's value at zero. */
  readonly values: readonly bigint[]
  /** Places whose rows lie on the polynomials, ascending. */
  readonly places: readonly number[]
}

/**
 * Finds the places whose rows lie on polynomials of the columns' degrees, all columns on the same
 * places; undefined if they are fewer than `least`, or the others more than can be told.
 *
 * Of `n` rows and columns of degree `d` and less, `⌊(n − d − 1)/2⌋` may be anything. They are found
 * on one random combination of the columns of a degree, which no row that is off misses but with a
 * probability of columns over the prime; then each column is checked where rows are left.
 *
 * @param rows - ascending by place, each with as many values as there are degrees
 * @param degrees - of the columns
 *
 * Source: docs/protocol/robustness.md §3.4.
 */
export function findAgreement(
  rows: readonly Row[],
  degrees: readonly number[],
  least: number,
): Agreement | undefined {
  if (rows.length < least) return undefined
  let kept = rows
  for (const degree of new Set(degrees)) {
    const on = rowsOn(rows, degrees, degree)
    if (on === undefined) return undefined
    kept = kept.filter((row) => on.has(row.place))
  }
  if (kept.length < least) return undefined
  const values = interpolate(kept, degrees)
  return values && { values, places: kept.map(({ place }) => place) }
}

/** Places whose rows lie on polynomials of one degree, in the columns of that. */
function rowsOn(
  rows: readonly Row[],
  degrees: readonly number[],
  degree: number,
): ReadonlySet<number> | undefined {
  const chosen = rows.map(({ values }) => values.filter((_, i) => degrees[i] === degree))
  const factor = factorOf(chosen)
  const points = rows.map(({ place }) => BigInt(place))
  const combined = chosen.map((values) => evaluate(values, factor))
  const found = decodePoints(points, combined, degree)
  if (found === undefined) return undefined
  const fits = (i: number): boolean => evaluate(found, points[i] as bigint) === combined[i]
  return new Set(rows.filter((_, i) => fits(i)).map(({ place }) => place))
}

/** What a column is multiplied by once more than the one before: it follows from all that is said. */
function factorOf(rows: readonly (readonly bigint[])[]): bigint {
  const digest = sha256(fromText('vain/sketch-decode/1'), ...rows.map(fromElements))
  return toElements(digest.subarray(0, 16))[0] as bigint
}

/** Values at zero of the columns' polynomials, or undefined where a row is off one. */
function interpolate(rows: readonly Row[], degrees: readonly number[]): bigint[] | undefined {
  const places = rows.map(({ place }) => place)
  const weights = new Map<number, bigint[][]>()
  const values: bigint[] = []
  for (const [column, degree] of degrees.entries()) {
    const known = weights.get(degree) ?? weightsOf(places, degree)
    weights.set(degree, known)
    const at = (i: number): bigint => rows[i]?.values[column] ?? 0n
    const [zero = 0n, ...others] = known.map((row) =>
      toElement(row.reduce((sum, weight, i) => sum + weight * at(i), 0n)),
    )
    if (others.some((value, i) => value !== at(degree + 1 + i))) return undefined
    values.push(zero)
  }
  return values
}

/**
 * Lagrange's weights on the first `degree + 1` places: of the value at zero, then of those at the
 * places that follow.
 */
function weightsOf(places: readonly number[], degree: number): bigint[][] {
  const basis = places.slice(0, degree + 1).map(BigInt)
  const productFrom = (at: bigint, x: bigint): bigint =>
    toElement(
      basis.reduce(
        (product, other) => (other === x ? product : (product * (at - other)) % prime),
        1n,
      ),
    )
  const inverses = basis.map((x) => invert(productFrom(x, x)))
  return [0n, ...places.slice(degree + 1).map(BigInt)].map((target) =>
    basis.map((x, i) => (productFrom(target, x) * (inverses[i] as bigint)) % prime),
  )
}

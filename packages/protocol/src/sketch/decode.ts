import { invert, prime, toElement } from './field.ts'
import type { SketchPlan } from './plan.ts'

/** What all but some places agree on. */
export type Agreement = {
  /** Every column's value at zero. */
  readonly values: readonly bigint[]
  /** Places, from 1, that answered nothing or something else. */
  readonly outliers: readonly number[]
}

/**
 * Finds at least `places − f` places whose answers lie on polynomials of the columns' degrees, all
 * columns on the same places; undefined if there are none. There are never two such sets that say
 * different things, if no more than `f` places lie and the degrees are at most `f` or `2f`.
 *
 * @param rows - one answer a place, undefined for none
 * @param degrees - of the columns
 *
 * Source: docs/protocol/robustness.md §3.4.
 */
export function findAgreement(
  plan: SketchPlan,
  rows: readonly (readonly bigint[] | undefined)[],
  degrees: readonly number[],
): Agreement | undefined {
  const places = Array.from({ length: plan.places }, (_, i) => i + 1)
  const isWhole = (place: number): boolean => rows[place - 1]?.length === degrees.length
  const answered = places.filter(isWhole)
  const most = plan.faults - (places.length - answered.length)
  for (let size = 0; size <= most; size++)
    for (const left of subsets(answered, size)) {
      const kept = answered.filter((place) => !left.includes(place))
      // The cast cannot fail: who answered has a row.
      const values = interpolate(
        kept,
        kept.map((place) => rows[place - 1] as bigint[]),
        degrees,
      )
      if (values !== undefined)
        return { values, outliers: places.filter((place) => !kept.includes(place)) }
    }
  return undefined
}

/** Values at zero of the columns' polynomials, or undefined where a point is off one. */
function interpolate(
  places: readonly number[],
  rows: readonly (readonly bigint[])[],
  degrees: readonly number[],
): bigint[] | undefined {
  const weights = new Map<number, bigint[][]>()
  const values: bigint[] = []
  for (const [column, degree] of degrees.entries()) {
    const known = weights.get(degree) ?? weightsOf(places, degree)
    weights.set(degree, known)
    const [zero = 0n, ...others] = known.map((row) =>
      toElement(row.reduce((sum, weight, i) => sum + weight * (rows[i]?.[column] ?? 0n), 0n)),
    )
    if (others.some((value, i) => value !== rows[degree + 1 + i]?.[column])) return undefined
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
  return [0n, ...places.slice(degree + 1).map(BigInt)].map((target) =>
    basis.map((x) => {
      const others = basis.filter((other) => other !== x)
      const numerator = others.reduce((product, other) => (product * (target - other)) % prime, 1n)
      const divisor = others.reduce((product, other) => (product * (x - other)) % prime, 1n)
      return toElement(toElement(numerator) * invert(toElement(divisor)))
    }),
  )
}

/** All subsets of a size, in ascending order of their elements. */
function* subsets(of: readonly number[], size: number, from = 0): Generator<number[]> {
  if (size === 0) yield []
  else
    for (let i = from; i <= of.length - size; i++)
      for (const rest of subsets(of, size - 1, i + 1)) yield [of[i] as number, ...rest]
}

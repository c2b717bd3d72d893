import { expect } from 'chai'
import fc from 'fast-check'
import { findAgreement, type Row } from '../../src/sketch/decode.ts'
import { prime, toElement } from '../../src/sketch/field.ts'
import { decodePoints, evaluate, type Polynomial } from '../../src/sketch/polynomial.ts'

const element = fc.bigInt({ min: 0n, max: prime - 1n })

/** Coefficients of a polynomial of at most a degree. */
const polynomial = (degree: number): fc.Arbitrary<bigint[]> =>
  fc.array(element, { minLength: degree + 1, maxLength: degree + 1 })

const trimmed = (coefficients: readonly bigint[]): bigint[] => {
  const last = coefficients.findLastIndex((coefficient) => coefficient !== 0n)
  return coefficients.slice(0, last + 1)
}

describe('decodePoints', () => {
  const word = fc.integer({ min: 0, max: 8 }).chain((degree) =>
    fc.integer({ min: degree + 1, max: 25 }).chain((points) => {
      const most = Math.floor((points - degree - 1) / 2)
      return fc.record({
        degree: fc.constant(degree),
        points: fc.constant(points),
        sent: polynomial(degree),
        errors: fc.uniqueArray(fc.record({ at: fc.nat(points - 1), by: element }), {
          maxLength: most,
          selector: ({ at }) => at,
        }),
      })
    }),
  )

  it('default: finds the polynomial whatever half of what is not needed says', () => {
    fc.assert(
      fc.property(word, ({ degree, points, sent, errors }) => {
        const xs = Array.from({ length: points }, (_, i) => BigInt(i + 1))
        const values = xs.map((x) => evaluate(sent, x))
        for (const { at, by } of errors) values[at] = toElement((values[at] ?? 0n) + by)
        expect(decodePoints(xs, values, degree)).to.deep.equal(trimmed(sent))
      }),
    )
  })

  it('error: points on no polynomial', () => {
    const xs = [1n, 2n, 3n, 4n, 5n]
    expect(decodePoints(xs, [1n, 2n, 4n, 8n, 16n], 1)).to.equal(undefined)
    expect(decodePoints(xs, [1n, 2n, 3n, 9n, 17n], 1)).to.equal(undefined)
  })
})

/** Every subset of a size, as a search for places that agree would try them. */
function subsets(of: readonly Row[], size: number): Row[][] {
  if (size === 0) return [[]]
  return of.flatMap((first, i) =>
    subsets(of.slice(i + 1), size - 1).map((rest) => [first, ...rest]),
  )
}

/** Lagrange's value at a point. */
function lagrange(points: readonly (readonly [bigint, bigint])[], at: bigint): bigint {
  let sum = 0n
  for (const [x, y] of points) {
    let [numerator, divisor] = [y, 1n]
    for (const [other] of points)
      if (other !== x) {
        numerator = (numerator * toElement(at - other)) % prime
        divisor = (divisor * toElement(x - other)) % prime
      }
    let inverse = 1n
    for (let power = prime - 2n, square = divisor; power > 0n; power >>= 1n) {
      if (power & 1n) inverse = (inverse * square) % prime
      square = (square * square) % prime
    }
    sum = (sum + numerator * inverse) % prime
  }
  return sum
}

/** The most places that agree on all columns, by trying all. */
function searchAgreement(
  rows: readonly Row[],
  degrees: readonly number[],
  least: number,
): { places: number[]; values: bigint[] } | undefined {
  for (let size = rows.length; size >= least; size--)
    for (const kept of subsets(rows, size)) {
      const column = (i: number): [bigint, bigint][] =>
        kept.map(({ place, values }) => [BigInt(place), values[i] ?? 0n])
      const agree = degrees.every((degree, i) =>
        column(i).every(([x, y]) => lagrange(column(i).slice(0, degree + 1), x) === y),
      )
      if (agree)
        return {
          places: kept.map(({ place }) => place),
          values: degrees.map((degree, i) => lagrange(column(i).slice(0, degree + 1), 0n)),
        }
    }
  return undefined
}

describe('findAgreement', () => {
  const [places, faults] = [9, 2]
  const degrees = [2, 4, 2, 4]
  const scene = fc.record({
    columns: fc.tuple(polynomial(2), polynomial(4), polynomial(2), polynomial(4)),
    silent: fc.uniqueArray(fc.integer({ min: 1, max: places }), { maxLength: 3 }),
    lies: fc.array(
      fc.record({ place: fc.integer({ min: 1, max: places }), column: fc.nat(3), by: element }),
      { maxLength: 3 },
    ),
  })
  const rowsOf = (columns: readonly Polynomial[], silent: readonly number[]): Row[] =>
    Array.from({ length: places }, (_, i) => i + 1)
      .filter((place) => !silent.includes(place))
      .map((place) => ({ place, values: columns.map((one) => evaluate(one, BigInt(place))) }))

  it('behavior: finds what a search over all subsets finds, and nothing where that does not', () => {
    fc.assert(
      fc.property(scene, ({ columns, silent, lies }) => {
        const rows = rowsOf(columns, silent).map(({ place, values }) => ({
          place,
          values: values.map((value, column) =>
            lies
              .filter((lie) => lie.place === place && lie.column === column)
              .reduce((sum, { by }) => toElement(sum + by), value),
          ),
        }))
        const least = places - faults
        const expected = searchAgreement(rows, degrees, least)
        expect(findAgreement(rows, degrees, least)).to.deep.equal(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('behavior: ten liars of forty-one are found', () => {
    const high = Array.from({ length: 21 }, (_, i) => BigInt(i * i + 1))
    const rows = Array.from({ length: 41 }, (_, i) => ({
      place: i + 1,
      values: [evaluate(high.slice(0, 11), BigInt(i + 1)), evaluate(high, BigInt(i + 1))],
    }))
    const told = rows.map((row) =>
      row.place % 4 === 0 ? { ...row, values: row.values.with(row.place % 8 ? 0 : 1, 5n) } : row,
    )
    const found = findAgreement(told, [10, 20], 31)
    expect(found?.values).to.deep.equal([1n, 1n])
    expect(found?.places).to.deep.equal(
      rows.map(({ place }) => place).filter((place) => place % 4 !== 0),
    )
    const more = told.map((row) => (row.place === 1 ? { ...row, values: [3n, 3n] } : row))
    expect(findAgreement(more, [10, 20], 31)).to.equal(undefined)
  })
})

import { squaredDistances } from './distances.ts'
import { mean } from './mean.ts'

/**
 * Krum's scores: to how many neighbours a vector is how near, least best.
 *
 * @param squares - all squared distances of `m` vectors, see `squaredDistances`
 * @param among - places of the vectors that take part, ascending
 * @param neighbours - how many of the nearest others count; all of them if there are fewer
 * @returns for each of `among`, the sum of its least squared distances, in ascending order
 */
export function krumScores(
  squares: Float64Array,
  m: number,
  among: readonly number[],
  neighbours: number,
): number[] {
  return among.map((i) => {
    const others = among.filter((k) => k !== i)
    const row = Float64Array.from(others, (k) => squares[i * m + k] as number).sort()
    return row.subarray(0, neighbours).reduce((total, square) => total + square, 0)
  })
}

/** Places of the vectors by their scores, best first, equal ones in the order given. */
function rank(means: readonly Float64Array[], byzantine: number): number[] {
  const among = [...means.keys()]
  const neighbours = means.length - byzantine - 2
  const scores = krumScores(squaredDistances(means), means.length, among, neighbours)
  // The sort is stable (ECMAScript 2019).
  return among.sort((i, k) => (scores[i] as number) - (scores[k] as number))
}

const at = (means: readonly Float64Array[], places: readonly number[]): Float64Array[] =>
  places.map((place) => means[place] as Float64Array)

/**
 * The vector with the least sum of squared distances to its `m − byzantine − 2` nearest others.
 *
 * Source: Blanchard et al. 2017, §4.
 */
export function krum(means: readonly Float64Array[], byzantine: number): Float64Array {
  return mean(at(means, rank(means, byzantine).slice(0, 1)))
}

/**
 * The mean of the `m − byzantine − 2` vectors with the best scores of Krum, added up in the order
 * given.
 *
 * Source: Blanchard et al. 2017, §5, which leaves the number open.
 */
export function multiKrum(means: readonly Float64Array[], byzantine: number): Float64Array {
  const best = rank(means, byzantine).slice(0, means.length - byzantine - 2)
  return mean(
    at(
      means,
      best.sort((i, k) => i - k),
    ),
  )
}

import { squaredDistances } from './distances.ts'
import { krumScores } from './krum.ts'
import { middleOf, reduceColumns } from './order.ts'

/** Takes `count` vectors by Krum, one after the other, each among those still there. */
function pick(means: readonly Float64Array[], byzantine: number, count: number): Float64Array[] {
  const squares = squaredDistances(means)
  let among = [...means.keys()]
  const picked: number[] = []
  while (picked.length < count) {
    const scores = krumScores(squares, means.length, among, among.length - byzantine - 2)
    const best = scores.reduce(
      (least, score, i) => (score < (scores[least] as number) ? i : least),
      0,
    )
    const place = among[best] as number
    picked.push(place)
    among = among.filter((other) => other !== place)
  }
  return picked.map((place) => means[place] as Float64Array)
}

/**
 * Mean of the `count` values that lie nearest to the median, added up in ascending order; of two
 * equally near values the smaller one counts.
 */
function meanAroundMedian(sorted: Float64Array, count: number): number {
  const middle = middleOf(sorted)
  let first = 0
  while (
    first + count < sorted.length &&
    (sorted[first + count] as number) - middle < middle - (sorted[first] as number)
  )
    first++
  let total = 0
  for (let i = first; i < first + count; i++) total += sorted[i] as number
  return total / count
}

/**
 * Picks `m − 2 · byzantine − 2` vectors by repeated Krum, then takes in every coordinate the mean of
 * the `m − 4 · byzantine − 2` values nearest to their median.
 *
 * The paper picks two more, the last of them among fewer vectors than Krum needs: with one neighbour
 * that counts, both of the nearest pair score alike. The code that its authors published stops here
 * too. More than half of the picks are honest all the same.
 *
 * Source: El Mhamdi et al. 2018, §4.
 */
export function bulyan(means: readonly Float64Array[], byzantine: number): Float64Array {
  const picked = pick(means, byzantine, means.length - 2 * byzantine - 2)
  const count = picked.length - 2 * byzantine
  return reduceColumns(picked, (sorted) => meanAroundMedian(sorted, count))
}

/** Coordinates that are worked on at once: a hundred vectors of them fit the second cache. */
const tile = 1024

function addSquares(
  a: Float64Array,
  b: Float64Array,
  from: number,
  to: number,
  sum: number,
): number {
  let total = sum
  for (let j = from; j < to; j++) {
    const difference = (a[j] as number) - (b[j] as number)
    total += difference * difference
  }
  return total
}

/** Squared Euclidean distance, added up from the first coordinate to the last. */
export function squaredDistance(a: Float64Array, b: Float64Array): number {
  return addSquares(a, b, 0, a.length, 0)
}

/**
 * All squared distances: entry `i · m + k` is that of vectors `i` and `k`.
 *
 * Cut into tiles for the cache, and yet the same bits as {@link squaredDistance}: each sum is taken
 * up where the tile before left it.
 */
export function squaredDistances(means: readonly Float64Array[]): Float64Array {
  const m = means.length
  const length = means[0]?.length ?? 0
  const squares = new Float64Array(m * m)
  for (let from = 0; from < length; from += tile) {
    const to = Math.min(length, from + tile)
    for (let i = 1; i < m; i++)
      for (let k = 0; k < i; k++) {
        const [a, b] = [means[i] as Float64Array, means[k] as Float64Array]
        squares[i * m + k] = addSquares(a, b, from, to, squares[i * m + k] as number)
      }
  }
  for (let i = 1; i < m; i++)
    for (let k = 0; k < i; k++) squares[k * m + i] = squares[i * m + k] as number
  return squares
}

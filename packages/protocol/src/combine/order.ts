/** Above this the platform's sort is faster than insertion (measured with normal values). */
const insertionMost = 40

function sortColumn(column: Float64Array): void {
  if (column.length > insertionMost) {
    column.sort()
    return
  }
  for (let i = 1; i < column.length; i++) {
    const value = column[i] as number
    let k = i
    for (; k > 0 && (column[k - 1] as number) > value; k--) column[k] = column[k - 1] as number
    column[k] = value
  }
}

/**
 * Reduces every coordinate on its own.
 *
 * @param reduce - gets a coordinate's values in ascending order, in an array that is used again
 */
export function reduceColumns(
  means: readonly Float64Array[],
  reduce: (sorted: Float64Array) => number,
): Float64Array {
  const reduced = new Float64Array(means[0]?.length ?? 0)
  const column = new Float64Array(means.length)
  for (let j = 0; j < reduced.length; j++) {
    // Zero is added so that no negative zero is sorted before a positive one.
    for (let i = 0; i < means.length; i++) column[i] = ((means[i] as Float64Array)[j] as number) + 0
    sortColumn(column)
    reduced[j] = reduce(column)
  }
  return reduced
}

/** The middle of sorted values, or half the sum of the two in the middle. */
export function middleOf(sorted: Float64Array): number {
  const half = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[half] as number
  return ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}

/**
 * The coordinate-wise median.
 *
 * With fewer than half of the vectors bad, every coordinate lies between two honest ones.
 *
 * Source: Yin et al. 2018, definition 1.
 */
export function median(means: readonly Float64Array[]): Float64Array {
  return reduceColumns(means, middleOf)
}

/**
 * The coordinate-wise mean without the `byzantine` least and the `byzantine` greatest values, added
 * up in ascending order.
 *
 * With that many bad vectors, every coordinate lies between two honest ones.
 *
 * Source: Yin et al. 2018, definition 2.
 */
export function trimmedMean(means: readonly Float64Array[], byzantine: number): Float64Array {
  const kept = means.length - 2 * byzantine
  return reduceColumns(means, (sorted) => {
    let total = 0
    for (let i = byzantine; i < byzantine + kept; i++) total += sorted[i] as number
    return total / kept
  })
}

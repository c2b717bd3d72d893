import type { ExampleSet } from '@vain/learn'

/** What a part of the examples holds. */
type PartReport = {
  readonly examples: number
  /** Examples of each class; undefined where examples have no class. */
  readonly classes: readonly number[] | undefined
  readonly origins: number
  /** Total variation distance of its class shares from those of all parts: 0 alike … 1 disjoint. */
  readonly distance: number | undefined
}

/** How much the parts of some examples differ. */
export type PartsReport = {
  readonly parts: readonly PartReport[]
  /** Greatest number of examples of a part over the least. */
  readonly sizeRatio: number
  /** Mean of the distances, weighted by examples; 0 if all parts are alike. */
  readonly meanDistance: number | undefined
  /** Mean of the distances between two parts. */
  readonly meanPairDistance: number | undefined
}

function countBy(keys: Int32Array, positions: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const position of positions) (counts[keys[position] as number] as number) += 1
  return counts
}

/** Half the sum of the differences of two distributions, given as counts. */
function totalVariation(a: readonly number[], b: readonly number[]): number {
  const [sumA, sumB] = [a, b].map((counts) => counts.reduce((x, y) => x + y, 0)) as [number, number]
  return a.reduce((sum, count, i) => sum + Math.abs(count / sumA - (b[i] as number) / sumB), 0) / 2
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length

/** Distances between all pairs. */
function pairDistances(counts: readonly (readonly number[])[]): number[] {
  return counts.flatMap((one, i) => counts.slice(i + 1).map((other) => totalVariation(one, other)))
}

/**
 * Compares parts by their sizes and by their classes.
 *
 * @param parts - positions in `set`, none of them empty
 */
export function compareParts(
  set: Pick<ExampleSet, 'labels' | 'origins'>,
  parts: readonly Int32Array[],
  classes: number,
): PartsReport {
  const { labels, origins } = set
  const counts = labels && parts.map((part) => countBy(labels, part, classes))
  const total = counts?.reduce((a, b) => a.map((count, i) => count + (b[i] as number)))
  const reports = parts.map((part, i): PartReport => {
    const own = counts?.[i]
    return {
      examples: part.length,
      classes: own,
      origins: new Set(part.map((position) => origins[position] as number)).size,
      distance: own && total && totalVariation(own, total),
    }
  })
  const sizes = parts.map((part) => part.length)
  const all = sizes.reduce((a, b) => a + b, 0)
  return {
    parts: reports,
    sizeRatio: Math.max(...sizes) / Math.min(...sizes),
    meanDistance:
      counts &&
      reports.reduce((sum, { distance = 0, examples }) => sum + (distance * examples) / all, 0),
    meanPairDistance: counts && meanOf(pairDistances(counts)),
  }
}

import type { CombineRule } from '../../src/index.ts'

/** The rules once more, each as its paper says it and with no thought of speed. */

type Reference = (means: readonly Float64Array[], byzantine: number) => Float64Array

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

function byCoordinate(
  means: readonly Float64Array[],
  reduce: (values: number[]) => number,
): Float64Array {
  const [first = new Float64Array(0)] = means
  return first.map((_, j) => reduce(ascending(means.map((mean) => mean[j] as number))))
}

function middle(values: readonly number[]): number {
  const sorted = ascending(values)
  const at = (i: number): number => sorted[i] as number
  return (at(Math.floor((sorted.length - 1) / 2)) + at(Math.ceil((sorted.length - 1) / 2))) / 2
}

const square = (a: Float64Array, b: Float64Array): number =>
  sum([...a].map((x, j) => (x - (b[j] as number)) ** 2))

const average = (means: readonly Float64Array[]): Float64Array =>
  byCoordinate(means, (values) => sum(values) / values.length)

/** The vectors, best score first. */
function byScore(means: readonly Float64Array[], neighbours: number): Float64Array[] {
  const score = (mean: Float64Array): number =>
    sum(
      ascending(means.filter((other) => other !== mean).map((other) => square(mean, other))).slice(
        0,
        neighbours,
      ),
    )
  return [...means].sort((a, b) => score(a) - score(b))
}

const bulyan: Reference = (means, byzantine) => {
  const left: Float64Array[] = means.map((mean) => Float64Array.from(mean))
  const picked: Float64Array[] = []
  for (let i = 0; i < means.length - 2 * byzantine - 2; i++) {
    const [best] = byScore(left, left.length - byzantine - 2)
    picked.push(best as Float64Array)
    left.splice(left.indexOf(best as Float64Array), 1)
  }
  return byCoordinate(picked, (values) => {
    const centre = middle(values)
    const near = values.sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre))
    const count = means.length - 4 * byzantine - 2
    return sum(near.slice(0, count)) / count
  })
}

const centredClipping: Reference = (means) => {
  const start = byCoordinate(means, middle)
  const lengths = ascending(means.map((mean) => Math.sqrt(square(mean, start))))
  const radius = lengths[Math.ceil(means.length / 2) - 1] as number
  let centre = start
  for (let i = 0; i < 5; i++) {
    const steps = means.map((mean) => {
      const length = Math.sqrt(square(mean, centre))
      return mean.map((x, j) => (x - (centre[j] as number)) * Math.min(1, radius / (length || 1)))
    })
    const step = average(steps)
    centre = centre.map((x, j) => x + (step[j] as number))
  }
  return centre
}

export const references: Record<CombineRule, Reference> = {
  mean: average,
  median: (means) => byCoordinate(means, middle),
  'trimmed-mean': (means, byzantine) =>
    byCoordinate(means, (values) => {
      const kept = values.slice(byzantine, values.length - byzantine)
      return sum(kept) / kept.length
    }),
  'centred-clipping': centredClipping,
  krum: (means, byzantine) => byScore(means, means.length - byzantine - 2)[0] as Float64Array,
  'multi-krum': (means, byzantine) => {
    const kept = means.length - byzantine - 2
    return average(byScore(means, kept).slice(0, kept))
  },
  bulyan,
}

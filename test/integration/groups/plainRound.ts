import { rotateBack } from '@vain/protocol'

type Numbers = {
  readonly laneBits: 16 | 32
  readonly scaleBits: number
  readonly maxWeight: number
  readonly rotate: boolean
}

/** Numbers of an update that a member kept, coordinates and weight, as plain integers. */
export function integersOf(words: Uint32Array, laneBits: 16 | 32, count: number): number[] {
  const bytes = new DataView(words.buffer, words.byteOffset, words.byteLength)
  return Array.from({ length: count }, (_, j) =>
    laneBits === 32 ? bytes.getInt32(4 * j, true) : bytes.getInt16(2 * j, true),
  )
}

/** Sum of several updates, as nobody masked them. */
export function addUp(updates: readonly (readonly number[])[]): number[] {
  return (updates[0] ?? []).map((_, j) => updates.reduce((sum, one) => sum + (one[j] as number), 0))
}

/** What makes one vector of several, in the plainest words. */
export type PlainRule = (means: readonly (readonly number[])[]) => number[]

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

const columns = (means: readonly (readonly number[])[]): number[][] =>
  (means[0] ?? []).map((_, j) => means.map((mean) => mean[j] as number))

/** The one in the middle, or half the sum of both there. */
export const plainMedian: PlainRule = (means) =>
  columns(means).map((column) => {
    const cut = Math.ceil(column.length / 2) - 1
    const [low = 0, high = low] = ascending(column).slice(cut, column.length - cut)
    return (low + high) / 2
  })

/** Without the least and the greatest. */
export const plainTrimmedMean: PlainRule = (means) =>
  columns(means).map((column) => {
    const kept = ascending(column).slice(1, -1)
    return kept.reduce((sum, value) => sum + value, 0) / kept.length
  })

/** With one bad vector among them: the one whose `m − 3` nearest others are nearest. */
export const plainKrum: PlainRule = (means) => {
  const square = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, j) => sum + (value - (b[j] as number)) ** 2, 0)
  const scores = means.map((mean) => {
    const others = means.filter((other) => other !== mean).map((other) => square(mean, other))
    return ascending(others)
      .slice(0, means.length - 3)
      .reduce((sum, one) => sum + one, 0)
  })
  return [...(means[scores.indexOf(Math.min(...scores))] as readonly number[])]
}

/** The model after a round whose update is added to it: §5.2 of the protocol without its code. */
export function plainModel(
  parent: Float32Array,
  sums: readonly (readonly number[])[],
  rule: PlainRule,
  { scaleBits, maxWeight, rotate }: Numbers,
  openHead: `0x${string}`,
): Float32Array {
  const means = sums.map((sum) => {
    const weight = sum[parent.length] as number
    const mean = Float64Array.from(
      sum.slice(0, parent.length),
      (value) => (value * maxWeight) / (2 ** scaleBits * weight),
    )
    if (rotate) rotateBack(mean, openHead)
    return [...mean]
  })
  const update = rule(means)
  return parent.map((value, j) => value + Math.fround(update[j] as number))
}

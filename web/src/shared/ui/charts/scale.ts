/** What an axis counts: anything, whole things only, or unix seconds. */
export type Measure = 'number' | 'whole' | 'time'

/** Values from `from` to `to`, drawn from `start` to `end`. */
export type Scale = {
  readonly from: number
  readonly to: number
  /** Where a value is drawn. */
  readonly place: (value: number) => number
}

/** A range that holds all values, never empty: one value alone stands in the middle. */
export function rangeOf(values: readonly number[], measure: Measure): readonly [number, number] {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const value of values) {
    from = Math.min(from, value)
    to = Math.max(to, value)
  }
  if (from > to) return [0, 1]
  if (from < to) return [from, to]
  const half = measure === 'number' ? Math.abs(from) / 2 || 0.5 : 1
  return [from - half, to + half]
}

export function createScale(
  [from, to]: readonly [number, number],
  start: number,
  end: number,
): Scale {
  const length = to - from
  return { from, to, place: (value) => start + ((value - from) / length) * (end - start) }
}

const minute = 60
const hour = 3_600
const day = 86_400

/** Steps that people read clocks and calendars by, seconds. */
const timeSteps = [
  ...[1, 5, 15, 30],
  ...[1, 5, 15, 30].map((minutes) => minutes * minute),
  ...[1, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 7, 30, 90, 365].map((days) => days * day),
]

/**
 * Round values in a range to write at an axis.
 *
 * @param most - how many there is room for, from 2 on
 */
export function ticksOf({ from, to }: Scale, most: number, measure: Measure): number[] {
  const step = stepOf((to - from) / Math.max(1, most - 1), measure)
  const first = Math.ceil(from / step - slack)
  const count = Math.floor(to / step + slack) - first + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => tidy((first + index) * step))
}

/** Of a step: 0.3 / 0.1 is a little less than 3. */
const slack = 1e-9

function stepOf(least: number, measure: Measure): number {
  const known = measure === 'time' ? timeSteps.find((step) => step >= least) : undefined
  if (known !== undefined) return known
  const size = 10 ** Math.floor(Math.log10(least))
  const step = ([1, 2, 5].find((times) => times * size >= least) ?? 10) * size
  return measure === 'whole' ? Math.max(1, step) : step
}

/** Without what binary fractions add: 0.30000000000000004 is 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(12))

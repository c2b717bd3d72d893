import type { Axis } from './axis.ts'
import { type Series, valueAt } from './series.ts'

/** What a line says at a place, in words. */
export function formatAt(line: Series, place: number, upwards: Axis): string {
  const value = valueAt(line, place)
  return value === undefined ? '–' : upwards.format(value)
}

/** What all lines say at a place, as one sentence. */
export function describeAt(
  place: number,
  across: Axis,
  upwards: Axis,
  series: readonly Series[],
): string {
  const values = series.map((line) => `${line.name} ${formatAt(line, place, upwards)}`)
  return `${across.name} ${across.format(place)}: ${values.join(', ')}`
}

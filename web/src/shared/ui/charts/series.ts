import type { Scale } from './scale.ts'

export type Point = { readonly x: number; readonly y: number }

/** One line of a chart. */
export type Series = {
  readonly name: string
  /** Ascending by `x`. */
  readonly points: readonly Point[]
  /** A value that holds until the next one is drawn as steps. */
  readonly holds?: boolean
}

/**
 * The line as the `d` of an SVG path. What holds goes on to the end of the scale; of other lines a point
 * alone gives none, since it has no length.
 */
export function pathOf({ points, holds = false }: Series, x: Scale, y: Scale): string {
  if (points.length === 0 || (points.length === 1 && !holds)) return ''
  const steps = points.map((point, index) => {
    const [left, top] = [round(x.place(point.x)), round(y.place(point.y))]
    if (index === 0) return `M${left} ${top}`
    return holds ? `H${left}V${top}` : `L${left} ${top}`
  })
  return steps.join('') + (holds ? `H${round(x.place(x.to))}` : '')
}

/** Tenths of a pixel. */
const round = (pixels: number): number => Math.round(pixels * 10) / 10

/** All places at which some line has a point, ascending. */
export function placesOf(series: readonly Series[]): number[] {
  const places = new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))
  return [...places].sort((a, b) => a - b)
}

/** What a line says at a place; undefined where it says nothing. */
export function valueAt({ points, holds = false }: Series, place: number): number | undefined {
  const after = firstAbove(points, place)
  const point = points[after - 1]
  return point !== undefined && (holds || point.x === place) ? point.y : undefined
}

/** Index of the place that is nearest to a value; `places` ascending, at least one. */
export function nearestOf(places: readonly number[], value: number): number {
  let best = 0
  for (const [index, place] of places.entries())
    if (Math.abs(place - value) < Math.abs((places[best] ?? place) - value)) best = index
  return best
}

function firstAbove(points: readonly Point[], place: number): number {
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.x ?? 0) <= place) low = middle + 1
    else high = middle
  }
  return low
}

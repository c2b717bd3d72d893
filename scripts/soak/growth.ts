import { medianOf } from '../bench/statistics.ts'

/** A value seen at a place, such as bytes after so many rounds. */
export type Point = readonly [x: number, y: number]

/** How fast something grows: per unit of x, with the interval that holds it with 95 %. */
export type Growth = { readonly slope: number; readonly low: number; readonly high: number }

/** Quantile of the normal distribution that leaves 2.5 % above it. */
const z = 1.96

/** No interval is made wider than by a correlation of so much between neighbours. */
const strongest = 0.95

/**
 * The slope by which something grows, as the median of the slopes between any two points, which a
 * quarter of wild points does not move (Theil 1950, Sen 1968). Its interval is Sen's, from the
 * variance of Kendall's S, made wider by what neighbours have in common: values of memory follow
 * each other, so n of them say less than n independent ones would (Yue & Wang 2004, AR(1)).
 *
 * @param series - points of one process each, ascending by x: no slope is taken from one process to
 *   another
 * @returns undefined of fewer than two points
 */
export function growthOf(series: readonly (readonly Point[])[]): Growth | undefined {
  const slopes = series.flatMap(slopesOf).toSorted((a, b) => a - b)
  if (slopes.length === 0) return undefined
  const slope = medianOf(slopes)
  const variance = series.reduce((sum, points) => sum + varianceOfS(points, slope), 0)
  const reach = z * Math.sqrt(variance)
  const at = (rank: number): number =>
    slopes[Math.min(slopes.length - 1, Math.max(0, rank))] as number
  const low = at(Math.floor((slopes.length - reach) / 2))
  return { slope, low, high: at(Math.ceil((slopes.length + reach) / 2)) }
}

function slopesOf(points: readonly Point[]): number[] {
  return points.flatMap(([x, y], i) =>
    points.slice(i + 1).flatMap(([u, v]) => (u > x ? [(v - y) / (u - x)] : [])),
  )
}

function varianceOfS(points: readonly Point[], slope: number): number {
  const n = points.length
  const correlation = Math.min(strongest, Math.max(0, correlationOf(points, slope)))
  return ((n * (n - 1) * (2 * n + 5)) / 18) * ((1 + correlation) / (1 - correlation))
}

/** Correlation of what lies beside a line of this slope with its neighbour. */
function correlationOf(points: readonly Point[], slope: number): number {
  const over = points.map(([x, y]) => y - slope * x)
  const middle = medianOf(over)
  const rest = over.map((value) => value - middle)
  const own = rest.reduce((sum, value) => sum + value * value, 0)
  const shared = rest.slice(1).reduce((sum, value, i) => sum + value * (rest[i] as number), 0)
  return own === 0 ? 0 : shared / own
}

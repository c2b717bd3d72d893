import type { Axis, Level } from './axis.ts'
import { createScale, rangeOf, type Scale } from './scale.ts'
import type { Series } from './series.ts'

/** Of a chart with its axes, pixels. */
export const height = 220
const margin = { left: 64, right: 16, top: 12, bottom: 28 }

/** Where a chart's lines may be, pixels. */
export type Plot = {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export type Layout = { readonly plot: Plot; readonly x: Scale; readonly y: Scale }

/** @param width - of the whole chart, pixels */
export function layOut(
  width: number,
  x: Axis,
  y: Axis,
  series: readonly Series[],
  levels: readonly Level[],
): Layout {
  const plot = {
    left: margin.left,
    right: Math.max(margin.left + 1, width - margin.right),
    top: margin.top,
    bottom: height - margin.bottom,
  }
  const points = series.flatMap((line) => line.points)
  const across = points.map((point) => point.x)
  const upwards = [...points, ...levels].map((point) => point.y)
  return {
    plot,
    x: createScale(boundsOf(x, across), plot.left, plot.right),
    y: createScale(boundsOf(y, upwards), plot.bottom, plot.top),
  }
}

function boundsOf(axis: Axis, values: readonly number[]): readonly [number, number] {
  const set = [axis.from, axis.to].filter((end) => end !== undefined)
  return rangeOf([...values, ...set], axis.measure ?? 'number')
}

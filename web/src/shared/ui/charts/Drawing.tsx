'use client'

import type { PointerEvent, ReactNode } from 'react'
import { Axes } from './Axes.tsx'
import type { Axis, Level } from './axis.ts'
import css from './LineChart.module.css'
import { height, type Layout } from './layout.ts'
import { pathOf, type Series, valueAt } from './series.ts'

/**
 * @param cursor - place that is read off, drawn as a line across
 * @param onPoint - the pointer is above a value of `x`, or has left
 */
export function Drawing({
  label,
  layout,
  across,
  upwards,
  series,
  levels,
  cursor,
  onPoint,
}: {
  readonly label: string
  readonly layout: Layout
  readonly across: Axis
  readonly upwards: Axis
  readonly series: readonly Series[]
  readonly levels: readonly Level[]
  readonly cursor: number | undefined
  readonly onPoint: (value: number | undefined) => void
}): ReactNode {
  const { plot, x, y } = layout
  const follow = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>): void => {
    const left = clientX - currentTarget.getBoundingClientRect().left - plot.left
    onPoint(x.from + (left / (plot.right - plot.left)) * (x.to - x.from))
  }
  return (
    <svg
      viewBox={`0 0 ${plot.right + 16} ${height}`}
      className={css.drawing}
      role="img"
      aria-label={label}
      onPointerMove={follow}
      onPointerLeave={() => onPoint(undefined)}
    >
      <Axes layout={layout} across={across} upwards={upwards} />
      {levels.map((level) => (
        <path
          key={level.name}
          className={css.level}
          d={`M${plot.left} ${y.place(level.y)}H${plot.right}`}
        />
      ))}
      {cursor !== undefined && (
        <path className={css.cursor} d={`M${x.place(cursor)} ${plot.top}V${plot.bottom}`} />
      )}
      {series.map((line, number) => (
        <g key={line.name} className={css[`line${number + 1}`]}>
          <path d={pathOf(line, x, y)} />
          <Dots line={line} layout={layout} cursor={cursor} />
        </g>
      ))}
    </svg>
  )
}

/** Points that were measured are shown for themselves where they are few, and the one that is read off. */
function Dots({
  line,
  layout: { plot, x, y },
  cursor,
}: {
  readonly line: Series
  readonly layout: Layout
  readonly cursor: number | undefined
}): ReactNode {
  const room = (plot.right - plot.left) / 16
  const points = line.holds !== true && line.points.length <= room ? line.points : []
  const value = cursor === undefined ? undefined : valueAt(line, cursor)
  return (
    <>
      {points.map((point) => (
        <circle
          key={point.x}
          className={css.dot}
          cx={x.place(point.x)}
          cy={y.place(point.y)}
          r="2.5"
        />
      ))}
      {cursor !== undefined && value !== undefined && (
        <circle className={css.dot} cx={x.place(cursor)} cy={y.place(value)} r="4.5" />
      )}
    </>
  )
}

import type { ReactNode } from 'react'
import { formatTick } from '../../format/index.ts'
import type { Axis } from './axis.ts'
import css from './LineChart.module.css'
import type { Layout } from './layout.ts'
import { ticksOf } from './scale.ts'

/** Room that a tick's words need, pixels. */
const tickWidth = 76
const tickHeight = 30

/** Lines across at round values, and what they are. */
export function Axes({
  layout: { plot, x, y },
  across,
  upwards,
}: {
  readonly layout: Layout
  readonly across: Axis
  readonly upwards: Axis
}): ReactNode {
  const columns = Math.max(2, Math.floor((plot.right - plot.left) / tickWidth))
  const rows = Math.max(2, Math.floor((plot.bottom - plot.top) / tickHeight))
  const write = (value: number): string =>
    across.measure === 'time' ? formatTick(value, x.to - x.from) : across.format(value)
  return (
    <g>
      {ticksOf(y, rows, upwards.measure ?? 'number').map((value) => (
        <g key={value} transform={`translate(0 ${y.place(value)})`}>
          <line className={css.grid} x1={plot.left} x2={plot.right} />
          <text className={css.tick} x={plot.left - 8} y={4} textAnchor="end">
            {upwards.format(value)}
          </text>
        </g>
      ))}
      {ticksOf(x, columns, across.measure ?? 'number').map((value) => (
        <text
          key={value}
          className={css.tick}
          x={x.place(value)}
          y={plot.bottom + 20}
          textAnchor={x.place(value) > plot.right - tickWidth / 2 ? 'end' : 'middle'}
        >
          {write(value)}
        </text>
      ))}
    </g>
  )
}

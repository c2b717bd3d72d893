'use client'

import { type ReactNode, useState } from 'react'
import { Table } from '../Table.tsx'
import type { Axis } from './axis.ts'
import { formatAt } from './formatAt.ts'
import css from './LineChart.module.css'
import { placesOf, type Series } from './series.ts'

/** The figures that a chart is drawn from, for those who would rather read them. */
export function ChartTable({
  title,
  across,
  upwards,
  series,
}: {
  readonly title: string
  readonly across: Axis
  readonly upwards: Axis
  readonly series: readonly Series[]
}): ReactNode {
  const [open, setOpen] = useState(false)
  return (
    <details className={css.figures} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title} in figures</summary>
      {open && (
        <Table caption={title} head={[across.name, ...series.map(({ name }) => name)]}>
          {placesOf(series).map((place) => (
            <tr key={place}>
              <td>{across.format(place)}</td>
              {series.map((line) => (
                <td key={line.name}>{formatAt(line, place, upwards)}</td>
              ))}
            </tr>
          ))}
        </Table>
      )}
    </details>
  )
}

'use client'

import { type ReactNode, useState } from 'react'
import type { Axis, Level } from './axis.ts'
import { ChartTable } from './ChartTable.tsx'
import { Drawing } from './Drawing.tsx'
import { describeAt } from './formatAt.ts'
import { Legend } from './Legend.tsx'
import css from './LineChart.module.css'
import { layOut } from './layout.ts'
import { nearestOf, placesOf, type Series } from './series.ts'
import { useWidth } from './useWidth.ts'

/**
 * Lines over time, rounds or whatever else grows. The pointer or the arrow keys read off what
 * they say at a place; the same figures stand in a table below.
 *
 * @param x - what grows, to the right
 * @param series - up to four, told apart by colour and by dashes
 * @param levels - values that they are held against
 */
export function LineChart({
  title,
  x,
  y,
  series,
  levels = [],
}: {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  readonly levels?: readonly Level[]
}): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>()
  const [chosen, setChosen] = useState<number>()
  const places = placesOf(series)
  const last = places.length - 1
  const index = Math.min(chosen ?? last, last)
  const place = places[index]
  const parts = { series, levels, across: x, upwards: y }
  const words = place === undefined ? 'no values yet' : describeAt(place, x, y, series)
  return (
    <figure className={css.chart}>
      <Legend {...parts} place={place} />
      <div ref={ref} className={css.frame}>
        <Drawing
          {...parts}
          label={`${title}. ${words}`}
          layout={layOut(width, x, y, series, levels)}
          cursor={chosen === undefined ? undefined : place}
          onPoint={(value) => setChosen(value === undefined ? value : nearestOf(places, value))}
        />
        {last > 0 && (
          <input
            type="range"
            className={css.slider}
            aria-label={`Read off: ${title}`}
            aria-valuetext={words}
            max={last}
            value={index}
            onChange={({ currentTarget }) => setChosen(currentTarget.valueAsNumber)}
            onBlur={() => setChosen(undefined)}
          />
        )}
      </div>
      <ChartTable {...parts} title={title} />
    </figure>
  )
}

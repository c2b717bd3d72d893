import type { ReactNode } from 'react'
import type { Axis, Level } from './axis.ts'
import { formatAt } from './formatAt.ts'
import css from './LineChart.module.css'
import type { Series } from './series.ts'

/** What each line is, and what it says at a place. */
export function Legend({
  place,
  across,
  upwards,
  series,
  levels,
}: {
  readonly place: number | undefined
  readonly across: Axis
  readonly upwards: Axis
  readonly series: readonly Series[]
  readonly levels: readonly Level[]
}): ReactNode {
  return (
    <ul className={css.legend}>
      {place !== undefined && (
        <li>
          {across.name} <strong>{across.format(place)}</strong>
        </li>
      )}
      {series.map((line, number) => (
        <li key={line.name}>
          <Swatch name={`line${number + 1}`} /> {line.name}{' '}
          {place !== undefined && <strong>{formatAt(line, place, upwards)}</strong>}
        </li>
      ))}
      {levels.map(({ name, y }) => (
        <li key={name}>
          <Swatch name="level" /> {name} <strong>{upwards.format(y)}</strong>
        </li>
      ))}
    </ul>
  )
}

function Swatch({ name }: { readonly name: string }): ReactNode {
  return (
    <svg viewBox="0 0 24 4" width="24" height="4" aria-hidden="true">
      <path className={css[name]} d="M0 2H24" />
    </svg>
  )
}

import type { ReactNode } from 'react'
import css from './Figures.module.css'

/** A number that a page begins with. */
export type Figure = {
  readonly name: string
  readonly value: ReactNode
  /** Of what, since when, compared to what. */
  readonly note?: ReactNode
}

/** What a page is about in a few numbers, side by side. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }): ReactNode {
  return (
    <dl className={css.figures}>
      {figures.map(({ name, value, note }) => (
        <div key={name} className={css.figure}>
          <dt>{name}</dt>
          <dd className={css.value}>{value}</dd>
          {note !== undefined && <dd className={css.note}>{note}</dd>}
        </div>
      ))}
    </dl>
  )
}

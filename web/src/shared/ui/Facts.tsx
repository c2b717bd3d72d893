import type { ReactNode } from 'react'
import css from './Facts.module.css'

/** Names and what stands for them: `[name, value]`. */
export function Facts({
  rows,
}: {
  readonly rows: readonly (readonly [string, ReactNode])[]
}): ReactNode {
  return (
    <dl className={css.facts}>
      {rows.map(([name, value]) => (
        <div key={name} className={css.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

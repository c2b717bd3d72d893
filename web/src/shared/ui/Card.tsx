import type { ReactNode } from 'react'
import { Boundary } from './Boundary.tsx'
import css from './Card.module.css'

/** A part of a page with a heading of its own. What fails in it fails alone. */
export function Card({
  title,
  actions,
  children,
}: {
  readonly title: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}): ReactNode {
  return (
    <section className={css.card}>
      <div className={css.head}>
        <h2>{title}</h2>
        {actions}
      </div>
      <Boundary>{children}</Boundary>
    </section>
  )
}

/** Cards or figures side by side, as many as there is room for. */
export function Columns({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={css.columns}>{children}</div>
}

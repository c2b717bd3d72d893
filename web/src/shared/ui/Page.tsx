import type { ReactNode } from 'react'
import css from './Page.module.css'

/**
 * A page: its title, what it is for, and its cards.
 *
 * @param actions - what can be done here, beside the title
 */
export function Page({
  title,
  intro,
  actions,
  children,
}: {
  readonly title: ReactNode
  readonly intro?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}): ReactNode {
  return (
    <main id="content" className={css.page}>
      <div className={css.head}>
        <h1>{title}</h1>
        {actions}
      </div>
      {intro !== undefined && <p className={css.intro}>{intro}</p>}
      {children}
    </main>
  )
}

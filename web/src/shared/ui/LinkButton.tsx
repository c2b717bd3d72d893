import type { ReactNode } from 'react'
import { PageLink } from '../route/index.ts'
import css from './Button.module.css'

/** A way to another page that looks like a button. */
export function LinkButton({
  href,
  tone = 'main',
  children,
}: {
  readonly href: string
  readonly tone?: 'main' | 'plain'
  readonly children: ReactNode
}): ReactNode {
  return (
    <PageLink href={href} className={`${css.button} ${css.link} ${css[tone]}`}>
      {children}
    </PageLink>
  )
}

import type { ReactNode } from 'react'
import type { Tone } from './Badge.tsx'
import css from './Notice.module.css'

/**
 * Something that a person should know: what is wrong and the way out, or why there is nothing here.
 *
 * @param actions - the way out
 */
export function Notice({
  tone = 'plain',
  title,
  actions,
  children,
}: {
  readonly tone?: Tone
  readonly title: string
  readonly actions?: ReactNode
  readonly children?: ReactNode
}): ReactNode {
  return (
    <div className={`${css.notice} ${css[tone]}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <p className={css.title}>{title}</p>
      {children !== undefined && <div className={css.text}>{children}</div>}
      {actions}
    </div>
  )
}

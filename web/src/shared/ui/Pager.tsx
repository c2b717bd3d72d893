import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import css from './Pager.module.css'

/**
 * Leads through the pages of a long list; nothing where there is one page alone.
 *
 * @param number - of the page that is shown, from 1 on
 * @param before - goes to the page before; undefined on the first
 * @param after - goes to the page after; undefined on the last
 */
export function Pager({
  number,
  before,
  after,
  words: [previous, next] = ['Newer', 'Older'],
}: {
  readonly number: number
  readonly before?: (() => void) | undefined
  readonly after?: (() => void) | undefined
  /** Of the two buttons. */
  readonly words?: readonly [string, string]
}): ReactNode {
  if (before === undefined && after === undefined) return null
  return (
    <nav className={css.pager} aria-label="Pages">
      <Button disabled={before === undefined} {...(before && { onClick: before })}>
        ← {previous}
      </Button>
      <span aria-live="polite">Page {number}</span>
      <Button disabled={after === undefined} {...(after && { onClick: after })}>
        {next} →
      </Button>
    </nav>
  )
}

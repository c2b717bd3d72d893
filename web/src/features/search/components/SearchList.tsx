import type { ReactNode } from 'react'
import { PageLink } from '../../../shared/route/index.ts'
import type { Line } from '../queries/describeHit.ts'
import css from './SearchList.module.css'

export const listId = 'search-found'

/** Of a line, for the input that says which one is chosen. */
export const optionId = (index: number): string => `${listId}-${index}`

/**
 * What was found, kind by kind. The focus stays in the input above it.
 *
 * @param current - index of the chosen line
 * @param onGone - a line was followed
 */
export function SearchList({
  lines,
  current,
  onGone,
}: {
  readonly lines: readonly Line[]
  readonly current: number
  readonly onGone: () => void
}): ReactNode {
  return (
    <div id={listId} className={css.list} role="listbox" aria-label="Found">
      {lines.map(({ group, name, note, href }, index) => (
        <PageLink
          key={href}
          id={optionId(index)}
          role="option"
          aria-selected={index === current}
          tabIndex={-1}
          className={css.line}
          href={href}
          onClick={onGone}
        >
          <span className={css.group}>{group === lines[index - 1]?.group ? '' : group}</span>
          <span className={css.name}>{name}</span>
          <span className={css.note}>{note}</span>
        </PageLink>
      ))}
    </div>
  )
}

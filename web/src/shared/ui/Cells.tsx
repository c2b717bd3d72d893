'use client'

import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { PageLink } from '../route/index.ts'
import type { Tone } from './Badge.tsx'
import css from './Cells.module.css'

/** One of many that are shown at once. */
export type Cell = {
  readonly id: number
  /** A few letters. */
  readonly name: string
  readonly href: string
  /** All that the cell says, in words. */
  readonly label: string
  readonly tone?: Tone
  /** Drawn with a double edge. */
  readonly isMarked?: boolean
}

/** More than these are squares without letters, which only their labels tell apart. */
const mostWithLetters = 60

/**
 * Many of a kind as small squares, a few or a thousand. Tab enters the squares once, arrow keys go
 * from one to the next.
 *
 * @param label - what they are
 * @param onPoint - the pointer or the focus is on a cell
 */
export function Cells({
  label,
  cells,
  onPoint,
}: {
  readonly label: string
  readonly cells: readonly Cell[]
  readonly onPoint?: (id: number) => void
}): ReactNode {
  const [current, setCurrent] = useState(0)
  const entrance = Math.min(current, cells.length - 1)
  const isDense = cells.length > mostWithLetters
  return (
    <ul className={isDense ? css.dense : css.cells} aria-label={label} onKeyDown={moveFocus}>
      {cells.map(({ id, name, href, label: words, tone = 'plain', isMarked = false }, index) => (
        <li key={id}>
          <PageLink
            href={href}
            prefetch={false}
            className={`${css.cell} ${css[tone]} ${isMarked ? css.marked : ''}`}
            title={words}
            aria-label={words}
            tabIndex={index === entrance ? 0 : -1}
            onFocus={() => {
              setCurrent(index)
              onPoint?.(id)
            }}
            onPointerEnter={() => onPoint?.(id)}
          >
            {!isDense && name}
          </PageLink>
        </li>
      ))}
    </ul>
  )
}

const moves: Readonly<Record<string, 'previousElementSibling' | 'nextElementSibling'>> = {
  ArrowLeft: 'previousElementSibling',
  ArrowUp: 'previousElementSibling',
  ArrowRight: 'nextElementSibling',
  ArrowDown: 'nextElementSibling',
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const move = moves[event.key]
  const item = event.target instanceof Element && event.target.closest('li')
  if (move === undefined || !item) return
  event.preventDefault()
  item[move]?.querySelector('a')?.focus()
}

'use client'

import type { ReactNode } from 'react'
import css from './Button.module.css'

type Tone = 'main' | 'plain' | 'quiet' | 'danger'

/**
 * @param tone - `main` once in a group: what is most likely wanted
 * @param label - what a screen reader says where the content is a picture
 * @param busy - it has been pressed, and what it does is under way
 */
export function Button({
  tone = 'plain',
  type = 'button',
  label,
  busy = false,
  disabled = false,
  onClick,
  children,
}: {
  readonly tone?: Tone
  readonly type?: 'button' | 'submit'
  readonly label?: string
  readonly busy?: boolean
  readonly disabled?: boolean
  readonly onClick?: () => void
  readonly children: ReactNode
}): ReactNode {
  return (
    <button
      type={type}
      className={`${css.button} ${css[tone]}`}
      aria-label={label}
      aria-busy={busy}
      disabled={disabled || busy}
      onClick={onClick}
    >
      {children}
    </button>
  )
}

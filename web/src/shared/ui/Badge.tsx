import type { ReactNode } from 'react'
import css from './Badge.module.css'

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'plain'

/** A state in a word or two; the word says it, the colour repeats it. */
export function Badge({
  tone = 'plain',
  children,
}: {
  readonly tone?: Tone
  readonly children: ReactNode
}): ReactNode {
  return <span className={`${css.badge} ${css[tone]}`}>{children}</span>
}

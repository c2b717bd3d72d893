import type { ReactNode } from 'react'
import css from './Timeline.module.css'

/** One thing after another: what has been, what is under way, what comes. */
export type Step = {
  readonly name: string
  readonly state: 'done' | 'now' | 'ahead' | 'failed'
  /** When, by whom, at what cost. */
  readonly note?: ReactNode
}

const words = { done: 'done', now: 'under way', ahead: 'still to come', failed: 'failed' } as const

/**
 * Steps in their order, across where there is room and down a phone.
 *
 * @param title - what they are steps of
 */
export function Timeline({
  title,
  steps,
}: {
  readonly title: string
  readonly steps: readonly Step[]
}): ReactNode {
  return (
    <ol className={css.steps} aria-label={title}>
      {steps.map(({ name, state, note }) => (
        <li
          key={name}
          className={`${css.step} ${css[state]}`}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <svg
            className={css.sign}
            viewBox="0 0 16 16"
            width="16"
            height="16"
            role="img"
            aria-label={words[state]}
          >
            <circle cx="8" cy="8" r="6.5" />
            {state === 'done' && <path d="M5 8l2 2.5L11 5.5" />}
            {state === 'now' && <circle className={css.core} cx="8" cy="8" r="3" />}
            {state === 'failed' && <path d="M5.5 5.5l5 5m0-5l-5 5" />}
          </svg>
          <div>
            <p className={css.name}>{name}</p>
            {note !== undefined && <div className={css.note}>{note}</div>}
          </div>
        </li>
      ))}
    </ol>
  )
}

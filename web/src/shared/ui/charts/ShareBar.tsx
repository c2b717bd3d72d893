import type { ReactNode } from 'react'
import css from './ShareBar.module.css'

/** A part of a whole. `value` and the whole are of one unit; only their ratio is drawn. */
export type Share = {
  readonly name: string
  readonly value: number
  /** What stands beside its name; its percentage unless it is given. */
  readonly text?: string
  readonly tone?: 'good' | 'warn' | 'bad' | 'info' | 'plain'
}

/**
 * Parts of a whole side by side, with a mark where a threshold is.
 *
 * @param whole - of which the parts are parts, above 0; what they leave stays empty
 * @param marks - thresholds, of the same unit
 */
export function ShareBar({
  title,
  parts,
  whole,
  marks = [],
}: {
  readonly title: string
  readonly parts: readonly Share[]
  readonly whole: number
  readonly marks?: readonly { readonly name: string; readonly value: number }[]
}): ReactNode {
  const starts = parts.map((_, index) =>
    parts.slice(0, index).reduce((sum, { value }) => sum + value, 0),
  )
  const percent = (value: number): string => `${round((value / whole) * 100)}%`
  return (
    <figure className={css.shares}>
      <svg className={css.bar} role="img" aria-label={title} width="100%" height="14">
        {parts.map(({ name, value, tone = 'info' }, index) => (
          <rect
            key={name}
            className={css[tone]}
            x={percent(starts[index] ?? 0)}
            width={percent(value)}
            height="14"
          />
        ))}
        {marks.map(({ name, value }) => (
          <line key={name} className={css.mark} x1={percent(value)} x2={percent(value)} y2="14" />
        ))}
      </svg>
      <ul className={css.names}>
        {parts.map(({ name, value, text, tone = 'info' }) => (
          <li key={name}>
            <Swatch tone={tone} /> {name} <strong>{text ?? percent(value)}</strong>
          </li>
        ))}
        {marks.map(({ name, value }) => (
          <li key={name}>
            ┆ {name} <strong>{percent(value)}</strong>
          </li>
        ))}
      </ul>
    </figure>
  )
}

/** Tenths. */
const round = (value: number): number => Math.round(value * 10) / 10

function Swatch({ tone }: { readonly tone: string }): ReactNode {
  return (
    <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
      <rect className={css[tone]} width="10" height="10" rx="2" />
    </svg>
  )
}

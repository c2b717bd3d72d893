import type { ReactNode } from 'react'
import { formatShare } from '../../../shared/format/index.ts'
import css from './Shares.module.css'

/** How likely a model takes an example for each digit. */
export function Shares({
  shares,
  isBusy,
}: {
  readonly shares: readonly number[] | undefined
  readonly isBusy: boolean
}): ReactNode {
  const best = shares?.indexOf(Math.max(...shares))
  const verdict =
    best === undefined || shares === undefined
      ? 'Draw a digit, or choose an example.'
      : `The model reads ${best}, with ${formatShare(shares[best] ?? 0)}.`
  return (
    <>
      <p role="status" className={css.verdict}>
        {isBusy ? 'Reading …' : verdict}
      </p>
      <ol className={css.bars} start={0} aria-label="Share of each digit">
        {Array.from({ length: 10 }, (_, digit) => {
          const share = shares?.[digit] ?? 0
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the digit
            <li key={digit} className={css.bar}>
              <span>{digit}</span>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect className={css.room} width="100" height="10" />
                <rect
                  className={digit === best ? css.best : css.share}
                  width={100 * share}
                  height="10"
                />
              </svg>
              <span className={css.number}>{shares === undefined ? '–' : formatShare(share)}</span>
            </li>
          )
        })}
      </ol>
    </>
  )
}

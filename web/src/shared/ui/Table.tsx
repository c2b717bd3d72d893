import type { ReactNode } from 'react'
import css from './Table.module.css'

/**
 * A table that scrolls inside itself where it is wider than the page.
 *
 * @param caption - what it lists, for those who cannot see where it stands
 * @param head - names of the columns, twelve at most
 * @param numbers - those of them whose digits stand below each other
 * @param children - rows: `tr` of `td`
 */
export function Table({
  caption,
  head,
  numbers = [],
  children,
}: {
  readonly caption: string
  readonly head: readonly string[]
  readonly numbers?: readonly string[]
  readonly children: ReactNode
}): ReactNode {
  const ends = numbers.map((name) => css[`end${head.indexOf(name) + 1}`])
  return (
    // Whoever has no mouse scrolls it with the arrow keys.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to take the focus
    <section className={css.scroll} aria-label={caption} tabIndex={0}>
      <table className={[css.table, ...ends].join(' ')}>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}

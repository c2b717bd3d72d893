'use client'

import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useRef } from 'react'
import { PageLink } from '../route/index.ts'
import css from './Shell.module.css'
import { ThemeButton } from './ThemeButton.tsx'

const places = [
  ['/', 'Overview'],
  ['/runs', 'Runs'],
  ['/lineage', 'Models'],
  ['/operators', 'Operators'],
  ['/governance', 'Governance'],
  ['/staking', 'Staking'],
  ['/knowledge', 'Knowledge'],
] as const

const isAt = (path: string, place: string): boolean =>
  place === '/' ? path === '/' : path === place || path.startsWith(`${place}/`)

/** How far a bar is scrolled where a place stands in its middle, or as near as the bar goes. */
const centreOf = (place: HTMLElement, bar: HTMLElement): number =>
  place.offsetLeft - bar.offsetLeft - (bar.clientWidth - place.offsetWidth) / 2

/**
 * What every page has around it.
 *
 * @param actions - stands at the end of the header, on all pages
 * @param notice - stands below the header, on all pages
 */
export function Shell({
  actions,
  notice,
  children,
}: {
  readonly actions?: ReactNode
  readonly notice?: ReactNode
  readonly children: ReactNode
}): ReactNode {
  const path = usePathname()
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    if (path === null) return
    // On a phone the places have no room beside each other.
    const current = bar.current?.querySelector<HTMLElement>('[aria-current]')
    // Scrolling into view would have the first Tab start there, past the link into the content.
    if (bar.current !== null && current != null)
      bar.current.scrollLeft = centreOf(current, bar.current)
  }, [path])
  return (
    <>
      <a className={css.skip} href="#content">
        Skip to the content
      </a>
      <header className={css.header}>
        <PageLink className={css.brand} href="/">
          v<strong>AI</strong>n
        </PageLink>
        <nav ref={bar} className={css.places} aria-label="Main">
          {places.map(([place, name]) => (
            <PageLink
              key={place}
              href={place}
              className={css.place}
              aria-current={isAt(path, place) ? 'page' : undefined}
            >
              {name}
            </PageLink>
          ))}
        </nav>
        <div className={css.actions}>
          {actions}
          <ThemeButton />
        </div>
      </header>
      {notice}
      {children}
    </>
  )
}

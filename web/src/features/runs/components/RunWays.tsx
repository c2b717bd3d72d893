import type { ReactNode } from 'react'
import { PageLink, places } from '../../../shared/route/index.ts'
import css from './Ways.module.css'

/** Ways to what else there is of a run. */
export function RunWays({ run }: { readonly run: number }): ReactNode {
  return (
    <nav className={css.ways} aria-label="More of this run">
      <PageLink href={places.lineage(run)}>Versions and lineage</PageLink>
      <PageLink href={places.audit(run)}>Verify it yourself</PageLink>
    </nav>
  )
}

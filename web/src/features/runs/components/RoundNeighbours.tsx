'use client'

import type { ReactNode } from 'react'
import { PageLink, places } from '../../../shared/route/index.ts'
import { useRun } from '../queries/useRuns.ts'
import css from './Ways.module.css'

/** Ways to the rounds before and after, and to their run. */
export function RoundNeighbours({
  run,
  round,
}: {
  readonly run: number
  readonly round: number
}): ReactNode {
  const newest = useRun(run).data?.round ?? round
  return (
    <nav className={css.ways} aria-label="Other rounds">
      {round > 1 && <PageLink href={places.round(run, round - 1)}>← Round {round - 1}</PageLink>}
      <PageLink href={places.run(run)}>Run {run}</PageLink>
      {round < newest && (
        <PageLink href={places.round(run, round + 1)}>Round {round + 1} →</PageLink>
      )}
    </nav>
  )
}

'use client'

import type { RunRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { useApi } from '../../../shared/api/index.ts'
import { numberIn, PageLink, places, WithQuery } from '../../../shared/route/index.ts'
import { Card, Loaded, Notice, Page } from '../../../shared/ui/index.ts'
import { sourceOf } from '../queries/sourceOf.ts'
import { useLineage } from '../queries/useLineage.ts'
import { useModels } from '../queries/useModels.ts'
import { CompareCard } from './CompareCard.tsx'
import { DownloadCard } from './DownloadCard.tsx'
import { TryCard } from './TryCard.tsx'
import { VersionFacts } from './VersionFacts.tsx'

/** One model of a run. */
export function VersionPage(): ReactNode {
  return (
    <WithQuery>
      {(query) => {
        const run = numberIn(query, 'run') ?? 1
        const version = numberIn(query, 'version') ?? 0
        return (
          <Page
            title={version === 0 ? `First model of run ${run}` : `Version ${version} of run ${run}`}
            actions={<PageLink href={places.lineage(run)}>All models</PageLink>}
          >
            <Body key={`${run}-${version}`} run={run} version={version} />
          </Page>
        )
      }}
    </WithQuery>
  )
}

type Place = { readonly run: number; readonly version: number }

function Body({ run, version }: Place): ReactNode {
  const lineage = useLineage(run)
  const row = useApi<RunRow>(`/api/v1/runs/${run}`)
  const ask = useModels()
  return (
    <Loaded query={lineage} what="the models">
      {(models) => {
        const source = sourceOf(models, version)
        if (source === undefined)
          return (
            <Notice tone="warn" title={`There is no version ${version}.`}>
              Of runs with more than 1,000 models the newest are shown.
            </Notice>
          )
        return (
          <>
            <Card title="What the chain says">
              <VersionFacts lineage={models} version={version} />
            </Card>
            <Loaded query={row} what="the run">
              {({ configuration, hashes }) => {
                const from = { configuration, hash: hashes.configuration }
                const common = { ask, run: from, model: source }
                return (
                  <>
                    <TryCard {...common} />
                    <CompareCard {...common} lineage={models} version={version} />
                    <DownloadCard {...common} name={`run-${run}-version-${version}`} />
                  </>
                )
              }}
            </Loaded>
          </>
        )
      }}
    </Loaded>
  )
}

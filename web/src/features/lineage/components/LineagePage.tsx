'use client'

import type { ReactNode } from 'react'
import { numberIn, PageLink, places, WithQuery } from '../../../shared/route/index.ts'
import { Card, Loaded, Notice, Page } from '../../../shared/ui/index.ts'
import { layoutLineage } from '../queries/layoutLineage.ts'
import { useLineage } from '../queries/useLineage.ts'
import { DecisionTable } from './DecisionTable.tsx'
import { LineageGraph } from './LineageGraph.tsx'
import { VersionTable } from './VersionTable.tsx'

/** The chain of a run's models. */
export function LineagePage(): ReactNode {
  return (
    <WithQuery>
      {(query) => {
        const run = numberIn(query, 'run') ?? 1
        return (
          <Page
            title={`Models of run ${run}`}
            intro="Each model follows from the one that it was trained from. Governance names models for use, and can send a run back to an earlier one."
            actions={<PageLink href={places.audit(run)}>Verify this run</PageLink>}
          >
            <Body run={run} />
          </Page>
        )
      }}
    </WithQuery>
  )
}

function Body({ run }: { readonly run: number }): ReactNode {
  const query = useLineage(run)
  return (
    <Loaded query={query} what="the models">
      {(lineage) => (
        <>
          {lineage.next !== undefined && (
            <Notice title={`The newest ${lineage.rows.length} models are shown.`} />
          )}
          <Card title="Chain">
            <LineageGraph run={run} layout={layoutLineage(lineage)} />
          </Card>
          <Card title="Versions">
            <VersionTable lineage={lineage} />
          </Card>
          <Card title="Decisions of governance">
            <DecisionTable lineage={lineage} />
          </Card>
        </>
      )}
    </Loaded>
  )
}

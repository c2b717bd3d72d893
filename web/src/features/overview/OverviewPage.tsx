'use client'

import type { RunRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { PageLink, places } from '../../shared/route/index.ts'
import { Card, Columns, LinkButton, Loaded, Page } from '../../shared/ui/index.ts'
import { CurrentRound, Curves, NoRuns, PrivacyBudget, useRuns } from '../runs/index.ts'
import { Contracts } from './components/Contracts.tsx'
import { KeyFigures } from './components/KeyFigures.tsx'
import { NetworkMap } from './components/NetworkMap.tsx'
import { Stake } from './components/Stake.tsx'

/** The network at a glance. */
export function OverviewPage(): ReactNode {
  const runs = useRuns()
  const run = newestOf(runs.data ?? [])
  return (
    <Page
      title="Overview"
      intro="Nodes train a shared model on data that never leaves them; contracts hold everyone to the rules."
      actions={run && <LinkButton href={places.audit(run.run)}>Verify it yourself</LinkButton>}
    >
      <KeyFigures run={run} />
      <Card
        title={run === undefined ? 'Training' : `Training of run ${run.run}`}
        actions={<RunLink run={run} />}
      >
        <Loaded query={runs} what="the runs">
          {() => (run === undefined ? <NoRuns /> : <CurrentRound run={run} />)}
        </Loaded>
      </Card>
      {run !== undefined && (
        <Card title="Accuracy and loss">
          <Curves run={run} />
        </Card>
      )}
      <Card title="Network" actions={<PageLink href="/operators">All operators</PageLink>}>
        <NetworkMap run={run} />
      </Card>
      <Columns>
        <Card title="Stake">
          <Stake />
        </Card>
        {run !== undefined && (
          <Card title="Privacy budget">
            <PrivacyBudget run={run} />
          </Card>
        )}
      </Columns>
      <Card title="Contracts">
        <Contracts />
      </Card>
    </Page>
  )
}

/** The run in which something happened last. */
function newestOf(runs: readonly RunRow[]): RunRow | undefined {
  return runs.toSorted((a, b) => b.since - a.since)[0]
}

function RunLink({ run }: { readonly run: RunRow | undefined }): ReactNode {
  return run && <PageLink href={places.run(run.run)}>All of run {run.run}</PageLink>
}

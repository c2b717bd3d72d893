'use client'

import type { RunRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatCount, formatScore } from '../../shared/format/index.ts'
import { numberIn, PageLink, places, WithQuery } from '../../shared/route/index.ts'
import { Card, Columns, Facts, Figures, Loaded, Notice, Page, Time } from '../../shared/ui/index.ts'
import { CurrentRound } from './components/CurrentRound.tsx'
import { Curves } from './components/Curves.tsx'
import { PrivacyBudget } from './components/PrivacyBudget.tsx'
import { RoundsTable } from './components/RoundsTable.tsx'
import { RunHashes } from './components/RunHashes.tsx'
import { RunName } from './components/RunName.tsx'
import { RunSettings } from './components/RunSettings.tsx'
import { RunWays } from './components/RunWays.tsx'
import { StateBadge } from './components/StateBadge.tsx'
import { useRun } from './queries/useRuns.ts'
import { describeRules } from './rules.ts'

/** One run, as its address says: `?run=1`. */
export function RunPage(): ReactNode {
  return (
    <WithQuery>
      {(query) => {
        const run = numberIn(query, 'run')
        return run === undefined ? <NoSuchRun /> : <Run key={run} number={run} />
      }}
    </WithQuery>
  )
}

function NoSuchRun(): ReactNode {
  return (
    <Page title="Run">
      <Notice title="This address names no run">
        <PageLink href={places.runs}>All runs</PageLink>
      </Notice>
    </Page>
  )
}

function Run({ number }: { readonly number: number }): ReactNode {
  return (
    <Page
      title={`Run ${number}`}
      intro="One model: where its training stands, how well it does, and under which rules."
      actions={<RunWays run={number} />}
    >
      <Loaded query={useRun(number)} what={`run ${number}`}>
        {(run) => <Parts run={run} />}
      </Loaded>
    </Page>
  )
}

function Parts({ run }: { readonly run: RunRow }): ReactNode {
  return (
    <>
      <Figures figures={figuresOf(run)} />
      <Card title={run.round === 0 ? 'First round' : `Round ${run.round}`}>
        <CurrentRound run={run} />
      </Card>
      <Card title="Accuracy and loss">
        <Curves run={run} />
      </Card>
      <Card title="Rounds">
        <RoundsTable run={run.run} />
      </Card>
      <Card title="Privacy budget">
        <PrivacyBudget run={run} />
      </Card>
      <Card title="Configuration">
        <RunSettings run={run} />
      </Card>
      <Columns>
        <Card title="Rules of its rounds">
          <Facts rows={describeRules(run.rules)} />
        </Card>
        <Card title="Hashes and artefacts">
          <RunHashes run={run} />
        </Card>
      </Columns>
    </>
  )
}

function figuresOf(run: RunRow): Parameters<typeof Figures>[0]['figures'] {
  const { evaluation } = run
  return [
    {
      name: 'Model',
      value: <RunName run={run} />,
      note: `${formatCount(run.version)} ${run.version === 1 ? 'version' : 'versions'} certified`,
    },
    { name: 'State', value: <StateBadge state={run.state} />, note: <Time at={run.since} /> },
    {
      name: 'Round',
      value: formatCount(run.round),
      note: `of ${formatCount(run.rules.lastRound ?? 0)} that it may open`,
    },
    {
      name: 'Accuracy',
      value: evaluation === undefined ? '–' : formatScore(evaluation.accuracy),
      note: evaluation && `model ${evaluation.version}, on held-out examples`,
    },
    {
      name: 'Created',
      value: <Time at={run.created.at} />,
      note: `block ${formatCount(run.created.block)}`,
    },
  ]
}

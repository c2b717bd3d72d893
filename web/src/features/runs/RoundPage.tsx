'use client'

import type { RoundDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatScore,
} from '../../shared/format/index.ts'
import { numberIn, PageLink, places, WithQuery } from '../../shared/route/index.ts'
import { Card, type Figure, Figures, Loaded, Notice, Page } from '../../shared/ui/index.ts'
import { Artefacts } from './components/Artefacts.tsx'
import { Certificate } from './components/Certificate.tsx'
import { Members } from './components/Members.tsx'
import { RoundNeighbours } from './components/RoundNeighbours.tsx'
import { RoundSteps } from './components/RoundSteps.tsx'
import { RoundTimeline } from './components/RoundTimeline.tsx'
import { StateBadge } from './components/StateBadge.tsx'
import { useRound } from './queries/useRuns.ts'

/** One round, as its address says: `?run=1&round=3`. */
export function RoundPage(): ReactNode {
  return (
    <WithQuery>
      {(query) => {
        const [run, round] = [numberIn(query, 'run'), numberIn(query, 'round')]
        if (!run || !round) return <NoSuchRound />
        return <Round key={`${run} ${round}`} run={run} number={round} />
      }}
    </WithQuery>
  )
}

function NoSuchRound(): ReactNode {
  return (
    <Page title="Round">
      <Notice title="This address names no round">
        <PageLink href={places.runs}>All runs</PageLink>
      </Notice>
    </Page>
  )
}

function Round({ run, number }: { readonly run: number; readonly number: number }): ReactNode {
  return (
    <Page title={`Round ${number}`} actions={<RoundNeighbours run={run} round={number} />}>
      <Loaded query={useRound(run, number)} what={`round ${number}`}>
        {(round) => <Parts round={round} />}
      </Loaded>
    </Page>
  )
}

function Parts({ round }: { readonly round: RoundDetail }): ReactNode {
  return (
    <>
      <Figures figures={figuresOf(round)} />
      <Card title="Time line">
        <RoundTimeline state={round.state} steps={round.steps} round={round.round} />
      </Card>
      <Card title="Members">
        <Members round={round} />
      </Card>
      <Card title="Certificate">
        <Certificate round={round} />
      </Card>
      <Card title="Artefacts">
        <Artefacts round={round} />
      </Card>
      <Card title="Transactions">
        <RoundSteps round={round} />
      </Card>
    </>
  )
}

function figuresOf(round: RoundDetail): readonly Figure[] {
  const { evaluation } = round
  return [
    {
      name: 'State',
      value: <StateBadge state={round.state} />,
      note: `${formatDuration(round.changedAt - round.openedAt)} from its opening to its last step`,
    },
    {
      name: 'In the sum',
      value: round.survivors === undefined ? '–' : formatCount(round.survivors),
      note: `of ${formatCount(round.members)}, at least ${formatCount(round.threshold)}`,
    },
    { name: 'Model', value: round.version ?? '–', note: <ModelNote round={round} /> },
    {
      name: 'Accuracy',
      value: evaluation === undefined ? '–' : formatScore(evaluation.accuracy),
      note: evaluation && `${formatCount(evaluation.total)} held-out examples`,
    },
    { name: 'Loss', value: evaluation === undefined ? '–' : formatNumber(evaluation.loss) },
    {
      name: 'Gas',
      value: round.gas === undefined ? '–' : formatCount(round.gas),
      note:
        round.gas === undefined
          ? 'a receipt is missing'
          : `in ${round.steps.length} ${round.steps.length === 1 ? 'step' : 'steps'}`,
    },
  ]
}

function ModelNote({ round: { run, version } }: { readonly round: RoundDetail }): ReactNode {
  if (version === undefined) return 'none came of it'
  return (
    <PageLink href={places.version(run, version)} prefetch={false}>
      in the lineage
    </PageLink>
  )
}

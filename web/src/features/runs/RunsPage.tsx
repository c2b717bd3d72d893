'use client'

import type { RunRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatCount, formatScore } from '../../shared/format/index.ts'
import { PageLink, places } from '../../shared/route/index.ts'
import { Card, Loaded, Notice, Page, Table, Time } from '../../shared/ui/index.ts'
import { RunName } from './components/RunName.tsx'
import { StateBadge } from './components/StateBadge.tsx'
import { useRuns } from './queries/useRuns.ts'

const head = ['Run', 'Model', 'State', 'Rounds', 'Versions', 'Accuracy', 'Created']

/** All runs of the network. */
export function RunsPage(): ReactNode {
  return (
    <Page
      title="Runs"
      intro="A run is one model, trained round by round under rules that the stake decides."
    >
      <Card title="All runs">
        <Loaded query={useRuns()} what="the runs">
          {(runs) =>
            runs.length === 0 ? (
              <NoRuns />
            ) : (
              <Table caption="All runs" head={head} numbers={['Rounds', 'Versions', 'Accuracy']}>
                {runs.toReversed().map((row) => (
                  <Row key={row.run} row={row} />
                ))}
              </Table>
            )
          }
        </Loaded>
      </Card>
    </Page>
  )
}

function Row({ row }: { readonly row: RunRow }): ReactNode {
  return (
    <tr>
      <td>
        <PageLink href={places.run(row.run)} prefetch={false}>
          Run {row.run}
        </PageLink>
      </td>
      <td>
        <RunName run={row} />
      </td>
      <td>
        <StateBadge state={row.state} />
      </td>
      <td>
        {formatCount(row.round)}
        {row.rules.lastRound !== undefined && ` of ${formatCount(row.rules.lastRound)}`}
      </td>
      <td>{formatCount(row.version)}</td>
      <td>{row.evaluation === undefined ? '–' : formatScore(row.evaluation.accuracy)}</td>
      <td>
        <Time at={row.created.at} />
      </td>
    </tr>
  )
}

/** Instead of runs, where there is none. */
export function NoRuns(): ReactNode {
  return (
    <Notice title="There is no run yet">
      A run begins with a proposal: <code>vain run create FILE --propose</code> puts a model and its
      rules to the vote.
    </Notice>
  )
}

'use client'

import type { RunRow, VersionRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatCount, formatNumber, formatShare } from '../../../shared/format/index.ts'
import { Columns, LineChart, Loaded, Notice } from '../../../shared/ui/index.ts'
import { useVersions } from '../queries/useRuns.ts'

const rounds = { name: 'Round', format: formatCount, measure: 'whole' } as const

/** How well the models of a run do on what validators hold out. */
export function Curves({ run }: { readonly run: RunRow }): ReactNode {
  return (
    <Loaded query={useVersions(run)} what="what validators measured">
      {({ rows }) => <Measured rows={rows} />}
    </Loaded>
  )
}

function Measured({ rows }: { readonly rows: readonly VersionRow[] }): ReactNode {
  const measured = rows
    .flatMap(({ round, evaluation }) =>
      evaluation === undefined ? [] : [{ round, ...evaluation }],
    )
    .toReversed()
  if (measured.length === 0)
    return (
      <Notice title="Nothing is measured yet">
        Accuracy and loss appear once a round is certified and its evaluations can be fetched.
      </Notice>
    )
  const accuracy = measured.map(({ round, accuracy }) => ({ x: round, y: accuracy }))
  const loss = measured.map(({ round, loss }) => ({ x: round, y: loss }))
  return (
    <Columns>
      <LineChart
        title="Accuracy by round"
        x={rounds}
        y={{ name: 'Accuracy', format: formatShare, to: 1 }}
        series={[{ name: 'Accuracy', points: accuracy }]}
      />
      <LineChart
        title="Loss by round"
        x={rounds}
        y={{ name: 'Loss', format: formatNumber, from: 0 }}
        series={[{ name: 'Loss', points: loss }]}
      />
    </Columns>
  )
}

'use client'

import type { RoundSummary } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatCount, formatMeasured, formatScore, shareOf } from '../../../shared/format/index.ts'
import { PageLink, places } from '../../../shared/route/index.ts'
import { Loaded, Notice, Pager, Table, Time } from '../../../shared/ui/index.ts'
import { useRounds } from '../queries/useRuns.ts'
import { StateBadge } from './StateBadge.tsx'

const head = ['Round', 'State', 'Model', 'In sum', 'Signed', 'Accuracy', 'Loss', 'Gas', 'Opened']

const numbers = ['Model', 'In sum', 'Signed', 'Accuracy', 'Loss', 'Gas']

const nonBreaking = '\u00a0'

/** Rounds of a run, the newest first. */
export function RoundsTable({ run }: { readonly run: number }): ReactNode {
  const pages = useRounds(run)
  return (
    <Loaded query={pages.query} what="the rounds">
      {({ rows }) =>
        rows.length === 0 ? (
          <Notice title="No round has been opened yet" />
        ) : (
          <>
            <Table caption={`Rounds of run ${run}`} head={head} numbers={numbers}>
              {rows.map((row) => (
                <Row key={row.round} row={row} />
              ))}
            </Table>
            <Pager {...pages} />
          </>
        )
      }
    </Loaded>
  )
}

function Row({ row }: { readonly row: RoundSummary }): ReactNode {
  const { run, round, signedWeight, totalWeight, evaluation } = row
  return (
    <tr>
      <td>
        <PageLink href={places.round(run, round)} prefetch={false}>
          {round}
        </PageLink>
      </td>
      <td>
        <StateBadge state={row.state} />
      </td>
      <td>{row.version ?? '–'}</td>
      <td>{`${row.survivors ?? '–'} of ${row.members}`.replaceAll(' ', nonBreaking)}</td>
      <td>
        {signedWeight === undefined || totalWeight === undefined
          ? '–'
          : formatScore(shareOf(BigInt(signedWeight), BigInt(totalWeight)))}
      </td>
      <td>{evaluation === undefined ? '–' : formatScore(evaluation.accuracy)}</td>
      <td>{evaluation === undefined ? '–' : formatMeasured(evaluation.loss)}</td>
      <td>{row.gas === undefined ? '–' : formatCount(row.gas)}</td>
      <td>
        <Time at={row.openedAt} />
      </td>
    </tr>
  )
}

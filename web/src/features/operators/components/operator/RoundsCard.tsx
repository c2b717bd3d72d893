'use client'

import type { OperatorDetail } from '@vain/indexer'
import { type ReactNode, useState } from 'react'
import { PageLink, places } from '../../../../shared/route/index.ts'
import { Badge, Card, Pager, Table, Time } from '../../../../shared/ui/index.ts'

const rowsPerPage = 10

/** The last rounds that an operator was a member of. */
export function RoundsCard({
  operator: { participation },
}: {
  readonly operator: OperatorDetail
}): ReactNode {
  const [page, setPage] = useState(1)
  const end = page * rowsPerPage
  if (participation.length === 0) return null
  return (
    <Card title="Rounds">
      <Table caption="Rounds it was a member of" head={['Round', 'When', 'Its part']}>
        {participation.slice(end - rowsPerPage, end).map(({ run, round, at, survived }) => (
          <tr key={`${run} ${round}`}>
            <td>
              <PageLink href={places.round(run, round)}>
                Run {run}, round {round}
              </PageLink>
            </td>
            <td>
              <Time at={at} />
            </td>
            <td>
              {survived === undefined && <Badge tone="info">under way</Badge>}
              {survived === true && <Badge tone="good">in the sum</Badge>}
              {survived === false && <Badge tone="warn">missed</Badge>}
            </td>
          </tr>
        ))}
      </Table>
      <Pager
        number={page}
        before={page > 1 ? () => setPage(page - 1) : undefined}
        after={end < participation.length ? () => setPage(page + 1) : undefined}
      />
    </Card>
  )
}

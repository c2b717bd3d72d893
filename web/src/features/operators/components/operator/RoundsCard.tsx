'use client'

import type { OperatorDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { PageLink, places } from '../../../../shared/route/index.ts'
import { Badge, Card, Pager, Table, Time, useRows } from '../../../../shared/ui/index.ts'

const rowsPerPage = 10

/** The last rounds that an operator was a member of. */
export function RoundsCard({
  operator: { participation },
}: {
  readonly operator: OperatorDetail
}): ReactNode {
  const { shown, pager } = useRows(participation, rowsPerPage)
  if (participation.length === 0) return null
  return (
    <Card title="Rounds">
      <Table caption="Rounds it was a member of" head={['Round', 'When', 'Its part']}>
        {shown.map(({ run, round, at, survived }) => (
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
      <Pager {...pager} />
    </Card>
  )
}

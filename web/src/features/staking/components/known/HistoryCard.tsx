'use client'

import type { AccountDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, formatMoment } from '../../../../shared/format/index.ts'
import { PageLink, places } from '../../../../shared/route/index.ts'
import { Card, Hash, Pager, Table, Time, useRows } from '../../../../shared/ui/index.ts'
import { type HistoryRow, historyOf } from '../../queries/historyOf.ts'
import { nobody } from '../../queries/nobody.ts'

const rowsPerPage = 10

/** What happened to an account's stake, votes and rewards. */
export function HistoryCard({ detail }: { readonly detail: AccountDetail }): ReactNode {
  const rows = historyOf(detail)
  const { shown, pager } = useRows(rows, rowsPerPage)
  return (
    <Card title="History">
      {rows.length === 0 ? (
        <p>Nothing has happened to the stake of this account.</p>
      ) : (
        <>
          <Table caption="History of the stake" head={['When', 'What', 'Transaction']}>
            {shown.map((row) => (
              <tr key={`${row.transaction} ${row.what} ${row.to ?? row.amount}`}>
                <td>
                  <Time at={row.at} />
                </td>
                <td>
                  <What row={row} />
                </td>
                <td>
                  <Hash value={row.transaction} />
                </td>
              </tr>
            ))}
          </Table>
          <Pager {...pager} />
        </>
      )}
    </Card>
  )
}

function What({ row: { what, amount, to, readyAt } }: { readonly row: HistoryRow }): ReactNode {
  if (to !== undefined)
    return to === nobody ? (
      `${what} nobody`
    ) : (
      <>
        {what}{' '}
        <Hash value={to} name={<PageLink href={places.account(to)}>{shorten(to)}</PageLink>} />
      </>
    )
  return (
    <>
      {what} {amount !== undefined && `${formatAmount(amount)} VAIN`}
      {readyAt !== undefined && `, free from ${formatMoment(readyAt)}`}
    </>
  )
}

const shorten = (address: string): string => `${address.slice(0, 8)}…${address.slice(-4)}`

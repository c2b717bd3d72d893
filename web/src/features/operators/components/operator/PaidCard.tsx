import type { OperatorDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount } from '../../../../shared/format/index.ts'
import { PageLink, places } from '../../../../shared/route/index.ts'
import { Card, Hash, Table, Time } from '../../../../shared/ui/index.ts'

/** What an operator was paid, and what it lost. */
export function PaidCard({
  operator: { address, claims, slashes },
}: {
  readonly operator: OperatorDetail
}): ReactNode {
  const rows = [
    ...claims.map((row) => ({ ...row, what: 'Claimed rewards' })),
    ...slashes.map((row) => ({ ...row, what: 'Was slashed' })),
  ].sort((a, b) => b.block - a.block)
  return (
    <Card title="Rewards and slashes">
      {rows.length === 0 ? (
        <p>It has claimed no rewards and lost nothing.</p>
      ) : (
        <Table
          caption="Rewards and slashes"
          head={['When', 'What', 'Amount', 'Transaction']}
          numbers={['Amount']}
        >
          {rows.map(({ what, amount, at, transaction }) => (
            <tr key={`${transaction} ${what} ${amount}`}>
              <td>
                <Time at={at} />
              </td>
              <td>{what}</td>
              <td>{formatAmount(BigInt(amount))} VAIN</td>
              <td>
                <Hash value={transaction} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      <p>
        What it has earned and not claimed yet stands with{' '}
        <PageLink href={places.account(address)}>its account</PageLink>, and anyone can claim it for
        it.
      </p>
    </Card>
  )
}

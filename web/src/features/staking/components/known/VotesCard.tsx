'use client'

import type { AccountDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, formatClock } from '../../../../shared/format/index.ts'
import { PageLink, places } from '../../../../shared/route/index.ts'
import { Card, Hash, LineChart, Table, Time } from '../../../../shared/ui/index.ts'
import { toTokens } from '../../queries/toTokens.ts'

/** Whose votes an account has, and how many there were over time. */
export function VotesCard({ detail }: { readonly detail: AccountDetail }): ReactNode {
  const { voteHistory, delegators } = detail
  return (
    <Card title="Votes of this account">
      {voteHistory.length > 1 && (
        <LineChart
          title="Votes over time"
          x={{ name: 'Time', format: formatClock, measure: 'time' }}
          y={{ name: 'Votes', format: (votes) => votes.toLocaleString('en'), from: 0 }}
          series={[
            {
              name: 'Votes',
              holds: true,
              points: voteHistory.map(({ at, votes }) => ({ x: at, y: toTokens(votes) })),
            },
          ]}
        />
      )}
      {delegators.length === 0 ? (
        <p>Nobody else lends it votes.</p>
      ) : (
        <Table
          caption="Who lends it votes"
          head={['Who', 'Stake, VAIN', 'Since']}
          numbers={['Stake, VAIN']}
        >
          {delegators.map(({ address, bonded, since }) => (
            <tr key={address}>
              <td>
                <Hash
                  value={address}
                  name={<PageLink href={places.account(address)}>{address.slice(0, 10)}…</PageLink>}
                />
              </td>
              <td>{formatAmount(BigInt(bonded))}</td>
              <td>
                <Time at={since} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}

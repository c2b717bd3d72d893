'use client'

import type { ProposalDetail, VoteRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { usePages } from '../../../../shared/api/index.ts'
import { cutShort, formatAmount, showHidden } from '../../../../shared/format/index.ts'
import { Card, Hash, Loaded, Notice, Pager, Table, Time } from '../../../../shared/ui/index.ts'
import type { Standing } from '../../queries/useStanding.ts'
import css from './VotesCard.module.css'
import { VotesChart } from './VotesChart.tsx'

/** Who voted how and why, and how the votes added up. */
export function VotesCard({
  proposal,
  standing,
}: {
  readonly proposal: ProposalDetail
  readonly standing: Standing
}): ReactNode {
  const pages = usePages<VoteRow>(`/api/v1/proposals/${proposal.id}/votes?limit=20`)
  return (
    <Card title="Votes">
      <VotesChart history={proposal.history} standing={standing} />
      <Loaded query={pages.query} what="the votes">
        {({ rows }) =>
          rows.length === 0 ? <Notice title="Nobody has voted" /> : <VotesTable rows={rows} />
        }
      </Loaded>
      <Pager {...pages} />
    </Card>
  )
}

/** Longest reason that is shown, in characters: the relay sends no longer ones. */
const maxReason = 4_000

function VotesTable({ rows }: { readonly rows: readonly VoteRow[] }): ReactNode {
  return (
    <Table
      caption="Votes"
      head={['Voter', 'Vote', 'Weight', 'When', 'Reason']}
      numbers={['Weight']}
    >
      {rows.map((row) => (
        <tr key={`${row.voter} ${row.kind}`}>
          <td>
            <Hash value={row.voter} />
          </td>
          <td>
            {row.support}
            {row.kind === 'override' && ', with its own stake'}
          </td>
          <td>
            {formatAmount(BigInt(row.weight))}
            {row.reduced !== '0' && ` less ${formatAmount(BigInt(row.reduced))} overridden`}
          </td>
          <td>
            <Time at={row.at} />
          </td>
          <td className={css.reason}>{showHidden(cutShort(row.reason, maxReason))}</td>
        </tr>
      ))}
    </Table>
  )
}

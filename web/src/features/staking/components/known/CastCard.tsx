'use client'

import type { AccountDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, showHidden } from '../../../../shared/format/index.ts'
import { PageLink, places } from '../../../../shared/route/index.ts'
import { Card, Table, Time } from '../../../../shared/ui/index.ts'

/** What an account has voted and proposed. */
export function CastCard({
  detail: { votesCast, proposals },
}: {
  readonly detail: AccountDetail
}): ReactNode {
  return (
    <Card title="In governance">
      {votesCast.length === 0 && proposals.length === 0 && (
        <p>It has neither voted nor proposed.</p>
      )}
      {proposals.length > 0 && (
        <Table caption="Proposals of this account" head={['When', 'Proposal']}>
          {proposals.map(({ id, title, at }) => (
            <tr key={id}>
              <td>
                <Time at={at} />
              </td>
              <td>
                <PageLink href={places.proposal(id)}>
                  {showHidden(title) || 'Without a title'}
                </PageLink>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {votesCast.length > 0 && (
        <Table
          caption="Votes of this account"
          head={['When', 'Vote', 'Weight', 'Proposal']}
          numbers={['Weight']}
        >
          {votesCast.map(({ proposal, kind, support, weight, at }) => (
            <tr key={`${proposal} ${kind}`}>
              <td>
                <Time at={at} />
              </td>
              <td>
                {support}
                {kind === 'override' && ', in place of its delegate'}
              </td>
              <td>{formatAmount(BigInt(weight))}</td>
              <td>
                <PageLink href={places.proposal(proposal)}>{proposal.slice(0, 10)}…</PageLink>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}

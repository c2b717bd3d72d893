'use client'

import type { ProposalRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import type { Hex } from '../../../../shared/chain/ethereum/index.ts'
import { useContracts } from '../../../../shared/chain/index.ts'
import { formatAmount, showHidden } from '../../../../shared/format/index.ts'
import { PageLink, places } from '../../../../shared/route/index.ts'
import { Hash, Table, Time } from '../../../../shared/ui/index.ts'
import { useStates } from '../../queries/useStanding.ts'
import { StateBadge } from '../StateBadge.tsx'
import css from './ProposalTable.module.css'

/** Proposals at a glance. Their states are asked of the governor; the index does not decide them. */
export function ProposalTable({ rows }: { readonly rows: readonly ProposalRow[] }): ReactNode {
  const { governor } = useContracts()
  const states = useStates(
    governor,
    rows.map(({ id }) => id as Hex),
  )
  return (
    <Table
      caption="Proposals"
      head={['Proposal', 'State', 'For', 'Against', 'Vote ends', 'By']}
      numbers={['For', 'Against']}
    >
      {rows.map((row, i) => (
        <tr key={row.id}>
          <td className={css.title}>
            <PageLink href={places.proposal(row.id)}>
              {showHidden(row.title) || 'Without a title'}
            </PageLink>
          </td>
          <td>
            <StateBadge state={states.data?.[i]} />
          </td>
          <td>{formatAmount(BigInt(row.votes.for))}</td>
          <td>{formatAmount(BigInt(row.votes.against))}</td>
          <td>
            <Time at={row.deadline} />
          </td>
          <td>
            <Hash value={row.proposer} />
          </td>
        </tr>
      ))}
    </Table>
  )
}

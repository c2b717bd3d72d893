import type { Lineage } from '@vain/indexer'
import type { ReactNode } from 'react'
import { PageLink, places } from '../../../shared/route/index.ts'
import { Hash, Notice, Table, Time } from '../../../shared/ui/index.ts'

/** Promotions and rollbacks, the newest first. */
export function DecisionTable({ lineage }: { readonly lineage: Lineage }): ReactNode {
  const { promotions, rollbacks, run } = lineage
  const all = [
    ...promotions.map((it) => ({ ...it, what: `Promoted as ${it.text ?? it.tag}` })),
    ...rollbacks.map((it) => ({ ...it, what: 'Rolled back to' })),
  ].sort((a, b) => b.block - a.block)
  if (all.length === 0)
    return <Notice title="Governance has named no model and rolled nothing back." />
  return (
    <Table caption="Decisions" head={['What', 'Version', 'When', 'Transaction']}>
      {all.map(({ what, version, at, transaction }) => (
        <tr key={`${transaction}-${what}-${version}`}>
          <td>{what}</td>
          <td>
            <PageLink href={places.version(run, version)}>{version}</PageLink>
          </td>
          <td>
            <Time at={at} />
          </td>
          <td>
            <Hash value={transaction} />
          </td>
        </tr>
      ))}
    </Table>
  )
}

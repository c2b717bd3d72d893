import type { OperatorRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, formatCount, formatScore } from '../../../../shared/format/index.ts'
import { PageLink, places } from '../../../../shared/route/index.ts'
import { Badge, Hash, Table, Time } from '../../../../shared/ui/index.ts'
import { uptimeOf } from '../../queries/selectOperators.ts'

/** Operators at a glance. */
export function OperatorTable({ rows }: { readonly rows: readonly OperatorRow[] }): ReactNode {
  return (
    <Table
      caption="Operators"
      head={['Operator', 'Address', 'Roles', 'Stake, VAIN', 'Uptime', 'Strikes', 'Seen']}
      numbers={['Stake, VAIN', 'Uptime', 'Strikes']}
    >
      {rows.map((row) => (
        <tr key={row.index}>
          <td>
            <PageLink href={places.operator(row.index)}>Operator {row.index}</PageLink>{' '}
            {!row.isActive && <Badge>retired</Badge>}
          </td>
          <td>
            <Hash value={row.address} />
          </td>
          <td>{row.roles.join(', ')}</td>
          <td>{formatAmount(BigInt(row.bonded))}</td>
          <td>
            <Uptime row={row} />
          </td>
          <td>{row.strikes > 0 ? <Badge tone="bad">{row.strikes}</Badge> : 0}</td>
          <td>{row.seenAt === undefined ? 'never' : <Time at={row.seenAt} />}</td>
        </tr>
      ))}
    </Table>
  )
}

/** Rounds that it was in whose sum it is in. */
function Uptime({ row }: { readonly row: OperatorRow }): ReactNode {
  const share = uptimeOf(row)
  if (share === undefined) return '–'
  return `${formatScore(share)} of ${formatCount(row.rounds.member)}`
}

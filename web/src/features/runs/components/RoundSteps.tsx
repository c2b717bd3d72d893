import type { RoundDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/format/index.ts'
import { Hash, Table, Time } from '../../../shared/ui/index.ts'

/** Every transaction of a round. */
export function RoundSteps({ round }: { readonly round: RoundDetail }): ReactNode {
  return (
    <Table
      caption="Transactions"
      head={['Step', 'When', 'Block', 'Gas', 'Sent by', 'Transaction']}
      numbers={['Block', 'Gas']}
    >
      {round.steps.map((step) => (
        <tr key={`${step.transaction} ${step.step}`}>
          <td>{step.step}</td>
          <td>
            <Time at={step.at} />
          </td>
          <td>{formatCount(step.block)}</td>
          <td>{step.gas === undefined ? '–' : formatCount(step.gas)}</td>
          <td>{step.from === undefined ? '–' : <Hash value={step.from} />}</td>
          <td>
            <Hash value={step.transaction} />
          </td>
        </tr>
      ))}
    </Table>
  )
}

import type { ProposalDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, formatMoment } from '../../../../shared/format/index.ts'
import { LineChart } from '../../../../shared/ui/index.ts'

type History = ProposalDetail['history']

const supports = ['for', 'against', 'abstain'] as const

/** How the votes added up over time. @param quorum - undefined before the snapshot */
export function VotesChart({
  history,
  quorum,
}: {
  readonly history: History
  readonly quorum: bigint | undefined
}): ReactNode {
  if (history.length === 0) return null
  return (
    <LineChart
      title="Votes over time"
      x={{ name: 'Time', format: formatMoment, measure: 'time' }}
      y={{ name: 'Votes', format: (votes) => formatAmount(BigInt(Math.round(votes))), from: 0 }}
      series={supports.map((support) => ({
        name: support,
        points: history.map((row) => ({ x: row.at, y: Number(row[support]) })),
        holds: true,
      }))}
      levels={quorum === undefined ? [] : [{ name: 'quorum, for and abstain', y: Number(quorum) }]}
    />
  )
}

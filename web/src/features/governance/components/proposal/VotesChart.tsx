import type { ProposalDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, formatMoment } from '../../../../shared/format/index.ts'
import { LineChart } from '../../../../shared/ui/index.ts'
import type { Standing } from '../../queries/useStanding.ts'

type History = ProposalDetail['history']

const time = { name: 'Time', format: formatMoment, measure: 'time' } as const

const supports = ['for', 'against', 'abstain'] as const

/** How the votes added up, from the beginning of the vote until it ended or until now. */
export function VotesChart({
  history,
  standing: { quorum, snapshot, deadline, now },
}: {
  readonly history: History
  readonly standing: Standing
}): ReactNode {
  if (history.length === 0) return null
  return (
    <LineChart
      title="Votes over time"
      x={{ ...time, from: snapshot, to: Math.min(now, deadline) }}
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

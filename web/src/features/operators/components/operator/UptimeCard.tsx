import type { OperatorDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatClock, formatShare } from '../../../../shared/format/index.ts'
import { Card, LineChart } from '../../../../shared/ui/index.ts'

/** Rounds whose sum an operator is in, of those that it was a member of, day by day. */
export function UptimeCard({
  operator: { days },
}: {
  readonly operator: OperatorDetail
}): ReactNode {
  return (
    <Card title="Uptime">
      {days.length === 0 ? (
        <p>It was in no round that fixed its sum.</p>
      ) : (
        <LineChart
          title="Rounds whose sum it is in, of those it was a member of, by the day"
          x={{ name: 'Day', format: formatClock, measure: 'time' }}
          y={{ name: 'Uptime', format: formatShare, from: 0, to: 1 }}
          series={[
            {
              name: 'Uptime',
              points: days.map(({ day, member, survived }) => ({ x: day, y: survived / member })),
            },
          ]}
        />
      )}
    </Card>
  )
}

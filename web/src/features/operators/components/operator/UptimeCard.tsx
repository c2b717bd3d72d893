import type { OperatorDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatDay, formatShare } from '../../../../shared/format/index.ts'
import { Card, LineChart } from '../../../../shared/ui/index.ts'

/** Rounds whose sum an operator is in, of those that it was a member of, day by day. */
export function UptimeCard({
  operator: { days },
}: {
  readonly operator: OperatorDetail
}): ReactNode {
  return (
    <Card title="Uptime">
      {days.length < 2 ? (
        <OneDay day={days[0]} />
      ) : (
        <LineChart
          title="Rounds whose sum it is in, of those it was a member of, by the day"
          x={{ name: 'Day', format: formatDay, measure: 'time' }}
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

/** One day alone is a sentence and no line. */
function OneDay({ day }: { readonly day: OperatorDetail['days'][number] | undefined }): ReactNode {
  if (day === undefined) return <p>It was in no round that fixed its sum.</p>
  return (
    <p>
      On {formatDay(day.day)} it was in the sum of {day.survived} of the {day.member} rounds that it
      was a member of.
    </p>
  )
}

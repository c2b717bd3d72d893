import type { OperatorDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { Card, LineChart } from '../../../../shared/ui/index.ts'

/** The weight of a validator in the sets that it was in. */
export function WeightsCard({
  operator: { weights },
}: {
  readonly operator: OperatorDetail
}): ReactNode {
  if (weights.length === 0) return null
  return (
    <Card title="Weight as a validator">
      <LineChart
        title="Weight in validator sets"
        x={{ name: 'Epoch', format: String, measure: 'whole' }}
        y={{ name: 'VAIN', format: (tokens) => tokens.toLocaleString('en'), from: 0 }}
        series={[
          {
            name: 'Weight',
            holds: true,
            points: weights.map(({ epoch, weight }) => ({
              x: epoch,
              y: Number(BigInt(weight) / 10n ** 12n) / 1e6,
            })),
          },
        ]}
      />
    </Card>
  )
}

'use client'

import type { Head, StakeHistory } from '@vain/indexer'
import type { ReactNode } from 'react'
import { useApi } from '../../../../shared/api/index.ts'
import { formatClock } from '../../../../shared/format/index.ts'
import { Card, LineChart, Loaded } from '../../../../shared/ui/index.ts'
import { toTokens } from '../../queries/toTokens.ts'

/** All that is staked in the network, over time, and what of it validates. */
export function NetworkStake(): ReactNode {
  const history = useApi<StakeHistory>('/api/v1/stake/history')
  const now = useApi<Head>('/api/v1/head').data?.timestamp
  return (
    <Card title="Stake of the network">
      <Loaded query={history} what="the stake of the network">
        {({ points, epochs }) =>
          points.length === 0 ? (
            <p>Nobody has staked yet.</p>
          ) : (
            <LineChart
              title="Stake of the network over time"
              x={{ name: 'Time', format: formatClock, measure: 'time', ...(now && { to: now }) }}
              y={{ name: 'VAIN', format: (tokens) => tokens.toLocaleString('en'), from: 0 }}
              series={[
                {
                  name: 'Staked',
                  holds: true,
                  points: points.map(({ at, bonded }) => ({ x: at, y: toTokens(bonded) })),
                },
                {
                  name: 'Weight of the validator set',
                  holds: true,
                  points: epochs.map(({ at, weight }) => ({ x: at, y: toTokens(weight) })),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Card>
  )
}

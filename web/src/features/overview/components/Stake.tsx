'use client'

import type { StakeHistory } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, formatClock, formatNumber } from '../../../shared/format/index.ts'
import { LineChart, Loaded, Notice } from '../../../shared/ui/index.ts'
import { useHead, useStakeHistory } from '../queries/useNetwork.ts'

/** All that is bonded, over time. */
export function Stake(): ReactNode {
  return (
    <Loaded query={useStakeHistory()} what="the stake">
      {(history) => <Bonded history={history} />}
    </Loaded>
  )
}

function Bonded({ history: { points, epochs } }: { readonly history: StakeHistory }): ReactNode {
  const now = useHead().data?.timestamp
  const newest = points.at(-1)
  if (newest === undefined) return <Notice title="Nothing is bonded yet" />
  const set = epochs.at(-1)
  return (
    <>
      <p>
        {formatAmount(BigInt(newest.bonded))} VAIN bonded
        {set !== undefined &&
          `; ${formatAmount(BigInt(set.weight))} of it with the ${set.validators} validators of epoch ${set.epoch}`}
        .
      </p>
      <LineChart
        title="Bonded stake"
        x={{ name: 'Time', format: formatClock, measure: 'time', ...(now && { to: now }) }}
        y={{ name: 'Bonded', format: formatNumber, from: 0 }}
        series={[{ name: 'Bonded', points: points.map(pointOf), holds: true }]}
      />
    </>
  )
}

/** Drawn to the precision of numbers; the text above has the amount itself. */
const pointOf = ({ at, bonded }: StakeHistory['points'][number]) => ({
  x: at,
  y: Number(BigInt(bonded)) / 1e18,
})

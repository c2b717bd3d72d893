'use client'

import type { OperatorHealth, OperatorRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount } from '../../../shared/format/index.ts'
import { Badge, Facts, Hash, Time, type Tone } from '../../../shared/ui/index.ts'
import { useHealth } from '../queries/useNetwork.ts'
import type { Standing } from '../standing.ts'

/** One operator of the map. */
export function OperatorFacts({
  operator,
  standing,
}: {
  readonly operator: OperatorRow
  readonly standing: Standing
}): ReactNode {
  const { index, address, roles, bonded, rounds, seenAt } = operator
  return (
    <Facts
      rows={[
        ['Operator', `${index}: ${roles.join(', ')}`],
        ['Address', <Hash key="address" value={address} />],
        ['Now', `${standing.word}${standing.leads ? ', leads the round' : ''}`],
        ['Health', <Health key="health" index={index} />],
        ['Seen on chain', seenAt === undefined ? 'never' : <Time key="seen" at={seenAt} />],
        ['Bonded', `${formatAmount(BigInt(bonded))} VAIN`],
        ['In the sum', rounds.member === 0 ? '–' : `${rounds.survived} of ${rounds.member} rounds`],
      ]}
    />
  )
}

const tones: Readonly<Record<OperatorHealth['status'], Tone>> = {
  ok: 'good',
  starting: 'info',
  idle: 'info',
  paused: 'warn',
  failing: 'bad',
  away: 'bad',
  unknown: 'plain',
}

function Health({ index }: { readonly index: number }): ReactNode {
  const { data, error } = useHealth(index)
  if (data === undefined) return error === null ? 'asking …' : 'could not be asked'
  if (data.status === 'unknown') return 'not known to this portal'
  return <Badge tone={tones[data.status]}>{data.status}</Badge>
}

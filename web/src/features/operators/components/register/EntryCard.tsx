'use client'

import type { ReactNode } from 'react'
import { formatAmount, formatDuration } from '../../../../shared/format/index.ts'
import { Card, Facts, Loaded } from '../../../../shared/ui/index.ts'
import { useEntry } from '../../queries/useEntry.ts'

/** What the network asks of an operator. */
export function EntryCard(): ReactNode {
  return (
    <Card title="1. What it takes">
      <Loaded query={useEntry()} what="the terms">
        {({ minStakes, unbondingSeconds }) => (
          <Facts
            rows={[
              ...minStakes.map(
                ({ role, amount }) =>
                  [
                    `Bond of ${role === 'aggregator' ? 'an' : 'a'} ${role}`,
                    `at least ${formatAmount(amount)} VAIN`,
                  ] as const,
              ),
              ['To get it back', `${formatDuration(unbondingSeconds)} after unbonding`],
            ]}
          />
        )}
      </Loaded>
      <p>
        With several roles the greatest bond counts. A trainer trains on examples that never leave
        its machine; a validator derives every round again and signs; an aggregator leads rounds,
        and is an operator with a key of its own.
      </p>
    </Card>
  )
}

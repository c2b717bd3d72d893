'use client'

import type { ReactNode } from 'react'
import { TransactionNotice, useContracts, useTransaction } from '../../../../shared/chain/index.ts'
import { formatAmount, formatDuration, formatMoment } from '../../../../shared/format/index.ts'
import { Button, Card, Facts, Notice } from '../../../../shared/ui/index.ts'
import { withdrawCall } from '../../queries/calls.ts'
import type { Stake } from '../../queries/useStake.ts'

/** Pays out what has been unbonding for long enough. */
export function WithdrawCard({ stake }: { readonly stake: Stake }): ReactNode {
  const { vault } = useContracts()
  const transaction = useTransaction()
  const { unbonding, readyAt, now, holds } = stake
  const isReady = unbonding > 0n && now >= readyAt
  return (
    <Card title="Withdraw">
      {unbonding === 0n ? (
        <p>Nothing is unbonding.</p>
      ) : (
        <Facts
          rows={[
            ['Unbonding', `${formatAmount(unbonding)} VAIN`],
            ['Free from', formatMoment(readyAt)],
            ['Left', isReady ? 'nothing: it is free' : formatDuration(readyAt - now)],
          ]}
        />
      )}
      {holds > 0 && (
        <Notice tone="warn" title={`Held by ${holds} open ${holds === 1 ? 'case' : 'cases'}`}>
          It can be withdrawn once they are decided.
        </Notice>
      )}
      {isReady && vault !== undefined && (
        <p>
          <Button
            tone="main"
            busy={transaction.busy}
            disabled={holds > 0}
            onClick={() => void transaction.send(withdrawCall(vault))}
          >
            Withdraw
          </Button>
        </p>
      )}
      <TransactionNotice transaction={transaction} />
    </Card>
  )
}

'use client'

import type { ReactNode } from 'react'
import { TransactionNotice, useContracts, useTransaction } from '../../../../shared/chain/index.ts'
import { formatAmount, formatDuration, formatMoment } from '../../../../shared/format/index.ts'
import { Card, Notice } from '../../../../shared/ui/index.ts'
import { unbondCall } from '../../queries/calls.ts'
import { useNeededBond } from '../../queries/useNeededBond.ts'
import type { Stake } from '../../queries/useStake.ts'
import { AmountForm } from './AmountForm.tsx'

/** Takes stake out of the votes, and says when it can be had. @param operator - if it is one */
export function UnbondCard({
  stake,
  operator,
}: {
  readonly stake: Stake
  readonly operator: number | undefined
}): ReactNode {
  const { vault } = useContracts()
  const transaction = useTransaction()
  const needed = useNeededBond(operator)
  const unbond = async (amount: bigint): Promise<boolean> =>
    vault !== undefined && (await transaction.send(unbondCall(vault, amount))) !== undefined
  return (
    <Card title="Unbond">
      <AmountForm
        label="Amount to unbond, VAIN"
        action="Unbond"
        has="You have staked"
        most={stake.bonded}
        busy={transaction.busy}
        hint={(amount) => <Consequences stake={stake} amount={amount} needed={needed.data ?? 0n} />}
        onSubmit={unbond}
      />
      <TransactionNotice transaction={transaction} />
    </Card>
  )
}

function Consequences({
  stake: { now, unbondingSeconds, unbonding, bonded },
  amount,
  needed,
}: {
  readonly stake: Stake
  readonly amount: bigint
  readonly needed: bigint
}): ReactNode {
  return (
    <>
      <p>
        It has no vote from then on, can still be slashed, and can be withdrawn after{' '}
        {formatDuration(unbondingSeconds)}: about {formatMoment(now + unbondingSeconds)}.
      </p>
      {unbonding > 0n && (
        <Notice tone="warn" title="What is unbonding already waits anew">
          {formatAmount(unbonding)} VAIN would be free together with this.
        </Notice>
      )}
      {bonded - amount < needed && (
        <Notice tone="warn" title="Your operator could be evicted">
          Its roles need {formatAmount(needed)} VAIN. Stop its daemon and retire it first: anyone
          may evict an operator whose stake is lower.
        </Notice>
      )}
    </>
  )
}

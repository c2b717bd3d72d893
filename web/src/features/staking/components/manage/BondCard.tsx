'use client'

import type { ReactNode } from 'react'
import { TransactionNotice, useContracts, useTransaction } from '../../../../shared/chain/index.ts'
import { Card } from '../../../../shared/ui/index.ts'
import { approveCall, bondCall } from '../../queries/calls.ts'
import type { Stake } from '../../queries/useStake.ts'
import { AmountForm } from './AmountForm.tsx'

/** Puts tokens into the vault: what lets it take them first, where it may not yet. */
export function BondCard({ stake }: { readonly stake: Stake }): ReactNode {
  const { vault, token } = useContracts()
  const transaction = useTransaction()
  const bond = async (amount: bigint): Promise<boolean> => {
    if (vault === undefined || token === undefined) return false
    if (stake.allowance < amount) {
      const allowed = await transaction.send(approveCall(token, vault, amount))
      if (allowed === undefined) return false
    }
    return (await transaction.send(bondCall(vault, amount))) !== undefined
  }
  return (
    <Card title="Stake">
      <AmountForm
        label="Amount to stake, VAIN"
        action="Stake"
        has="You have"
        most={stake.balance}
        busy={transaction.busy}
        hint={(amount) => (
          <p>
            {stake.allowance < amount
              ? 'Two transactions: the first lets the vault take this amount and no more, the second stakes it.'
              : 'One transaction: the vault may take this amount already.'}{' '}
            It counts as votes at once.
          </p>
        )}
        onSubmit={bond}
      />
      <TransactionNotice transaction={transaction} />
    </Card>
  )
}

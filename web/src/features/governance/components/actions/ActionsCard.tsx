'use client'

import type { ReactNode } from 'react'
import {
  NeedWallet,
  type Transaction,
  TransactionNotice,
  useContracts,
  useTransaction,
  type Wallet,
} from '../../../../shared/chain/index.ts'
import { Button, Card } from '../../../../shared/ui/index.ts'
import { type Decision, decisionCall } from '../../queries/governorCalls.ts'
import type { Standing } from '../../queries/useStanding.ts'
import { useTerms } from '../../queries/useTerms.ts'
import { actionsOf } from './actionsOf.ts'

/** Queues, executes and cancels; nothing where nothing is left to do. */
export function ActionsCard({
  decision,
  standing,
}: {
  readonly decision: Decision
  readonly standing: Standing
}): ReactNode {
  // Here, so that what came of the last step stays when there is no other.
  const transaction = useTransaction()
  const { hint } = actionsOf(standing, undefined, undefined)
  if (hint === undefined && transaction.state.kind === 'idle') return null
  return (
    <Card title="What comes next">
      {hint !== undefined && (
        <>
          <p>{hint}</p>
          <NeedWallet what="do it">
            {(wallet) => <Actions {...{ decision, standing, wallet, transaction }} />}
          </NeedWallet>
        </>
      )}
      <TransactionNotice transaction={transaction} />
    </Card>
  )
}

function Actions({
  decision,
  standing,
  wallet,
  transaction,
}: {
  readonly decision: Decision
  readonly standing: Standing
  readonly wallet: Wallet
  readonly transaction: Transaction
}): ReactNode {
  const { governor } = useContracts()
  const terms = useTerms(governor)
  return actionsOf(standing, terms.data, wallet.address).actions.map(({ step, label, tone }) => (
    <Button
      key={step}
      tone={tone}
      busy={transaction.busy}
      disabled={governor === undefined}
      onClick={() => governor && void transaction.send(decisionCall(governor, step, decision))}
    >
      {label}
    </Button>
  ))
}

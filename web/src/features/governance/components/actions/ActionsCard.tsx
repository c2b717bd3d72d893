'use client'

import type { ReactNode } from 'react'
import {
  NeedWallet,
  TransactionNotice,
  useContracts,
  useTransaction,
  type Wallet,
} from '../../../../shared/chain/index.ts'
import { Button, Card } from '../../../../shared/ui/index.ts'
import { type Decision, decisionCall } from '../../queries/governorCalls.ts'
import type { Standing } from '../../queries/useStanding.ts'
import { useTerms } from '../../queries/useTerms.ts'
import { type Action, actionsOf } from './actionsOf.ts'

/** Queues, executes and cancels; nothing where nothing is left to do. */
export function ActionsCard({
  decision,
  standing,
}: {
  readonly decision: Decision
  readonly standing: Standing
}): ReactNode {
  const terms = useTerms(useContracts().governor)
  const hint = actionsOf(standing, terms.data, undefined).hint
  if (hint === undefined) return null
  return (
    <Card title="What comes next">
      <p>{hint}</p>
      <NeedWallet what="do it">
        {(wallet) => <Actions decision={decision} standing={standing} wallet={wallet} />}
      </NeedWallet>
    </Card>
  )
}

function Actions({
  decision,
  standing,
  wallet,
}: {
  readonly decision: Decision
  readonly standing: Standing
  readonly wallet: Wallet
}): ReactNode {
  const { governor } = useContracts()
  const terms = useTerms(governor)
  const transaction = useTransaction()
  const { actions } = actionsOf(standing, terms.data, wallet.address)
  return (
    <>
      {actions.map(({ step, label, tone }: Action) => (
        <Button
          key={step}
          tone={tone}
          busy={transaction.busy}
          disabled={governor === undefined}
          onClick={() => governor && void transaction.send(decisionCall(governor, step, decision))}
        >
          {label}
        </Button>
      ))}
      <TransactionNotice transaction={transaction} />
    </>
  )
}

'use client'

import { type ReactNode, useState } from 'react'
import {
  TransactionNotice,
  useContracts,
  useTransaction,
  type Wallet,
} from '../../../../shared/chain/index.ts'
import { formatAmount } from '../../../../shared/format/index.ts'
import { places } from '../../../../shared/route/index.ts'
import { Button, Card, LinkButton, Loaded } from '../../../../shared/ui/index.ts'
import { type Decision, proposalIdOf, proposeCall } from '../../queries/governorCalls.ts'
import { useProposerVotes } from '../../queries/useProposerVotes.ts'

/** Proposes it, for who has the votes that it takes. */
export function ProposeCard({
  description,
  decision,
  wallet: { address },
}: {
  readonly description: string
  readonly decision: Decision
  readonly wallet: Wallet
}): ReactNode {
  const { governor } = useContracts()
  const votes = useProposerVotes(governor, address)
  const transaction = useTransaction()
  const [proposed, setProposed] = useState<string>()
  const propose = async (): Promise<void> => {
    if (governor === undefined) return
    const included = await transaction.send(proposeCall(governor, decision.calls, description))
    if (included !== undefined) setProposed(proposalIdOf(decision))
  }
  return (
    <Card title="Propose it">
      <Loaded query={votes} what="your votes">
        {({ votes, threshold }) => (
          <>
            <p>
              You had {formatAmount(votes)} votes a second ago; proposing takes{' '}
              {formatAmount(threshold)}.
              {votes < threshold && ' Bond more, or have others delegate to you.'}
            </p>
            <Button
              tone="main"
              busy={transaction.busy}
              disabled={votes < threshold || proposed === proposalIdOf(decision)}
              onClick={() => void propose()}
            >
              Propose
            </Button>
          </>
        )}
      </Loaded>
      <TransactionNotice transaction={transaction} />
      {proposed !== undefined && (
        <LinkButton href={places.proposal(proposed)}>Go to the proposal</LinkButton>
      )}
    </Card>
  )
}

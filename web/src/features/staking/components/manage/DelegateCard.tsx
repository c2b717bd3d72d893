'use client'

import { type ReactNode, useState } from 'react'
import { isAddress } from '../../../../shared/chain/ethereum/index.ts'
import {
  type Address,
  AddressField,
  TransactionNotice,
  useContracts,
  useTransaction,
} from '../../../../shared/chain/index.ts'
import { Button, Card, Facts } from '../../../../shared/ui/index.ts'
import { delegateCall } from '../../queries/calls.ts'
import { nobody } from '../../queries/nobody.ts'
import type { Stake } from '../../queries/useStake.ts'
import { Delegate } from '../known/Delegate.tsx'
import css from './AmountForm.module.css'

/** Lends the votes of one's stake to somebody, or takes them back. */
export function DelegateCard({
  account,
  stake: { delegate },
}: {
  readonly account: Address
  readonly stake: Stake
}): ReactNode {
  const { vault } = useContracts()
  const transaction = useTransaction()
  const [text, setText] = useState('')
  const isOwn = delegate.toLowerCase() === account.toLowerCase()
  const to = text.trim()
  const problem = problemOf(to, delegate)
  const isGood = isAddress(to) && problem === undefined
  const send = async (to: string): Promise<void> => {
    if (vault === undefined) return
    if ((await transaction.send(delegateCall(vault, to as Address))) !== undefined) setText('')
  }
  return (
    <Card title="Delegate">
      <Facts rows={[['Your votes go to', <Delegate key="d" account={account} to={delegate} />]]} />
      <p>
        Only the votes go: the stake stays yours, and so does its risk. A proposal counts who had
        which votes at its snapshot, so a change is for proposals whose vote begins later.
      </p>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (isGood) void send(to)
        }}
      >
        <AddressField
          label="Address to delegate to"
          value={text}
          problem={problem}
          onChange={setText}
        />
        <div className={css.buttons}>
          <Button type="submit" tone="main" busy={transaction.busy} disabled={!isGood}>
            Delegate
          </Button>
          {!isOwn && (
            <Button disabled={transaction.busy} onClick={() => void send(account)}>
              Vote with it myself
            </Button>
          )}
        </div>
      </form>
      <TransactionNotice transaction={transaction} />
    </Card>
  )
}

/** What is wrong with an address to which votes are to go. */
function problemOf(text: string, delegate: Address): string | undefined {
  if (text === nobody) return 'At this address nobody can vote.'
  return text.toLowerCase() === delegate.toLowerCase() ? 'Your votes go there already.' : undefined
}

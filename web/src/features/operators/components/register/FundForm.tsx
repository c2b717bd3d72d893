'use client'

import { type ReactNode, useState } from 'react'
import { isAddress } from '../../../../shared/chain/ethereum/index.ts'
import {
  AddressField,
  TransactionNotice,
  useContracts,
  useTransaction,
} from '../../../../shared/chain/index.ts'
import { parseAmount, writeAmount } from '../../../../shared/format/index.ts'
import { Button, Field } from '../../../../shared/ui/index.ts'
import type { Part } from '../../queries/configOf.ts'
import { sendEtherCall, sendTokensCall } from '../../queries/fundCalls.ts'
import { bondOf, useEntry } from '../../queries/useEntry.ts'
import css from './FundCard.module.css'

/** Tokens and ether for the account of a daemon, in two transactions. */
export function FundForm({ part }: { readonly part: Part }): ReactNode {
  const { token } = useContracts()
  const entry = useEntry()
  const transaction = useTransaction()
  const [to, setTo] = useState('')
  const [vain, setVain] = useState<string>()
  const [ether, setEther] = useState('0.1')
  // What its roles ask for, until something else is written.
  const needed = entry.data && writeAmount(bondOf(entry.data, part))
  const tokens = parseAmount(vain ?? needed ?? '')
  const wei = parseAmount(ether)
  const address = to.trim()
  const isGood = isAddress(address) && tokens !== undefined && wei !== undefined
  const send = async (): Promise<void> => {
    if (!isGood || token === undefined) return
    if (
      tokens > 0n &&
      (await transaction.send(sendTokensCall(token, address, tokens))) === undefined
    )
      return
    if (wei > 0n) await transaction.send(sendEtherCall(address, wei))
  }
  const amountError = (amount: bigint | undefined): string | undefined =>
    amount === undefined ? 'Write a number such as 12.5.' : undefined
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <AddressField label="Address of the daemon" value={to} onChange={setTo} />
      <div className={css.amounts}>
        <Field label="VAIN" error={entry.data && amountError(tokens)}>
          {(props) => (
            <input
              {...props}
              inputMode="decimal"
              value={vain ?? needed ?? ''}
              onChange={({ target }) => setVain(target.value)}
            />
          )}
        </Field>
        <Field label="Ether" error={amountError(wei)}>
          {(props) => (
            <input
              {...props}
              inputMode="decimal"
              value={ether}
              onChange={({ target }) => setEther(target.value)}
            />
          )}
        </Field>
      </div>
      <p>
        <Button type="submit" tone="main" busy={transaction.busy} disabled={!isGood}>
          Send both
        </Button>
      </p>
      <TransactionNotice transaction={transaction} />
    </form>
  )
}

'use client'

import { type ReactNode, useState } from 'react'
import { formatAmount, parseAmount, writeAmount } from '../../../../shared/format/index.ts'
import { Button, Field } from '../../../../shared/ui/index.ts'
import css from './AmountForm.module.css'

/**
 * Asks for an amount of VAIN.
 *
 * @param most - the greatest that makes sense, in the smallest unit
 * @param has - where that stands, as a sentence begins: `You have`
 * @param hint - what the amount means, told while it is written
 * @param onSubmit - true: it is done, and the field is emptied
 */
export function AmountForm({
  label,
  action,
  most,
  has,
  busy,
  hint,
  onSubmit,
}: {
  readonly label: string
  readonly action: string
  readonly most: bigint
  readonly has: string
  readonly busy: boolean
  readonly hint?: (amount: bigint) => ReactNode
  readonly onSubmit: (amount: bigint) => Promise<boolean>
}): ReactNode {
  const [text, setText] = useState('')
  const amount = parseAmount(text)
  const error = text === '' ? undefined : problemOf(amount, most, has)
  const isGood = amount !== undefined && error === undefined
  const submit = async (): Promise<void> => {
    if (isGood && (await onSubmit(amount))) setText('')
  }
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Field label={label} hint={`${has} ${formatAmount(most)} VAIN.`} error={error}>
        {(props) => (
          <input
            {...props}
            inputMode="decimal"
            autoComplete="off"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      {isGood && hint?.(amount)}
      <div className={css.buttons}>
        <Button type="submit" tone="main" busy={busy} disabled={!isGood}>
          {action}
        </Button>
        <Button disabled={busy || most === 0n} onClick={() => setText(writeAmount(most))}>
          All
        </Button>
      </div>
    </form>
  )
}

function problemOf(amount: bigint | undefined, most: bigint, has: string): string | undefined {
  if (amount === undefined) return 'Write a number such as 12.5, with at most 18 places.'
  if (amount === 0n) return 'Write an amount above 0.'
  return amount > most ? `${has} only ${formatAmount(most)} VAIN.` : undefined
}

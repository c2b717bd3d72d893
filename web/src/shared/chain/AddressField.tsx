'use client'

import type { ReactNode } from 'react'
import { Field } from '../ui/index.ts'
import { isAddress } from './ethereum/index.ts'

/**
 * Asks for an address.
 *
 * @param problem - what else is wrong with it
 */
export function AddressField({
  label,
  value,
  problem,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly problem?: string | undefined
  readonly onChange: (value: string) => void
}): ReactNode {
  const isWrong = value !== '' && !isAddress(value.trim())
  return (
    <Field
      label={label}
      error={
        isWrong ? 'An address is 0x and 40 hexadecimal digits; capitals have to be right.' : problem
      }
    >
      {(props) => (
        <input
          {...props}
          autoComplete="off"
          spellCheck={false}
          placeholder="0x…"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  )
}

'use client'

import type { ReactNode } from 'react'
import { Field } from '../../ui/index.ts'
import { developmentWallet } from './announceWallet.ts'

/** Goes on with another account of the development wallet. @param address - the present one */
export function AccountChoice({ address }: { readonly address: string }): ReactNode {
  const wallet = developmentWallet()
  if (wallet === undefined) return null
  return (
    <Field label="Account of the development wallet">
      {(props) => (
        <select
          {...props}
          value={address.toLowerCase()}
          onChange={({ target }) => wallet.select(target.value)}
        >
          {wallet.addresses.map((account, i) => (
            <option key={account} value={account}>
              {i + 1}: {account}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

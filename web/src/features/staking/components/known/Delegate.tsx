import type { ReactNode } from 'react'
import type { Address } from '../../../../shared/chain/index.ts'
import { Hash } from '../../../../shared/ui/index.ts'
import { nobody } from '../../queries/nobody.ts'

/** Whom an account's votes go to. */
export function Delegate({
  account,
  to,
}: {
  readonly account: Address
  readonly to: Address
}): ReactNode {
  if (to === nobody) return 'nobody'
  if (to.toLowerCase() === account.toLowerCase()) return 'the account itself'
  return <Hash value={to} />
}

import type { ReactNode } from 'react'
import type { Address } from '../../../../shared/chain/index.ts'
import { formatAmount } from '../../../../shared/format/index.ts'
import { Card, Facts, Hash } from '../../../../shared/ui/index.ts'
import type { Stake } from '../../queries/useStake.ts'
import { Delegate } from './Delegate.tsx'

/** What an account has at stake, as the vault says. */
export function StakeFacts({
  account,
  stake,
}: {
  readonly account: Address
  readonly stake: Stake
}): ReactNode {
  const vain = (amount: bigint): string => `${formatAmount(amount)} VAIN`
  return (
    <Card title="Stake of this account">
      <Facts
        rows={[
          ['Account', <Hash key="account" value={account} />],
          ['Staked', vain(stake.bonded)],
          ['Unbonding', vain(stake.unbonding)],
          ['Not staked', vain(stake.balance)],
          ['Votes', formatAmount(stake.votes)],
          ['Its votes go to', <Delegate key="to" account={account} to={stake.delegate} />],
        ]}
      />
    </Card>
  )
}

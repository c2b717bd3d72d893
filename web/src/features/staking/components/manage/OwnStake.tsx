'use client'

import type { AccountDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { useApi } from '../../../../shared/api/index.ts'
import type { Wallet } from '../../../../shared/chain/index.ts'
import { Columns, Loaded } from '../../../../shared/ui/index.ts'
import { useStake } from '../../queries/useStake.ts'
import { HistoryCard } from '../known/HistoryCard.tsx'
import { StakeFacts } from '../known/StakeFacts.tsx'
import { VotesCard } from '../known/VotesCard.tsx'
import { BondCard } from './BondCard.tsx'
import { DelegateCard } from './DelegateCard.tsx'
import { RewardCard } from './RewardCard.tsx'
import { UnbondCard } from './UnbondCard.tsx'
import { WithdrawCard } from './WithdrawCard.tsx'

/** What the connected account has at stake, and all that it can do with it. */
export function OwnStake({ wallet: { address } }: { readonly wallet: Wallet }): ReactNode {
  const stake = useStake(address)
  const detail = useApi<AccountDetail>(`/api/v1/accounts/${address}`)
  return (
    <>
      <Loaded query={stake} what="your stake">
        {(own) => (
          <Columns>
            <StakeFacts account={address} stake={own} />
            <BondCard stake={own} />
            <DelegateCard account={address} stake={own} />
            <UnbondCard stake={own} operator={detail.data?.operator} />
            <WithdrawCard stake={own} />
            <RewardCard account={address} />
          </Columns>
        )}
      </Loaded>
      <Loaded query={detail} what="your history">
        {(known) => (
          <>
            <VotesCard detail={known} />
            <HistoryCard detail={known} />
          </>
        )}
      </Loaded>
    </>
  )
}

'use client'

import type { AccountDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { useApi } from '../../../shared/api/index.ts'
import { ChainProvider, NeedWallet, type Wallet } from '../../../shared/chain/index.ts'
import { Columns, Loaded, Page } from '../../../shared/ui/index.ts'
import { useStake } from '../queries/useStake.ts'
import { HistoryCard } from './known/HistoryCard.tsx'
import { NetworkStake } from './known/NetworkStake.tsx'
import { StakeFacts } from './known/StakeFacts.tsx'
import { VotesCard } from './known/VotesCard.tsx'
import { BondCard } from './manage/BondCard.tsx'
import { DelegateCard } from './manage/DelegateCard.tsx'
import { RewardCard } from './manage/RewardCard.tsx'
import { UnbondCard } from './manage/UnbondCard.tsx'
import { WithdrawCard } from './manage/WithdrawCard.tsx'

/** Where an account puts its tokens at stake, lends its votes and takes both back. */
export function StakingPage(): ReactNode {
  return (
    <Page
      title="Staking"
      intro="Stake is the vote, and what an operator loses if it cheats. It can be taken back after the time of unbonding."
    >
      <ChainProvider>
        <NeedWallet what="stake, delegate or withdraw">
          {(wallet) => <OwnStake key={wallet.address} wallet={wallet} />}
        </NeedWallet>
      </ChainProvider>
      <NetworkStake />
    </Page>
  )
}

function OwnStake({ wallet: { address } }: { readonly wallet: Wallet }): ReactNode {
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

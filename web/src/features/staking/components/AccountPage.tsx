'use client'

import type { AccountDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { useApi } from '../../../shared/api/index.ts'
import { type Address, ChainProvider } from '../../../shared/chain/index.ts'
import { addressIn, PageLink, places, WithQuery } from '../../../shared/route/index.ts'
import { Columns, Loaded, Notice, Page } from '../../../shared/ui/index.ts'
import { useStake } from '../queries/useStake.ts'
import { CastCard } from './known/CastCard.tsx'
import { HistoryCard } from './known/HistoryCard.tsx'
import { StakeFacts } from './known/StakeFacts.tsx'
import { VotesCard } from './known/VotesCard.tsx'
import { RewardCard } from './manage/RewardCard.tsx'

/** What the chain says of an account, for everyone. */
export function AccountPage(): ReactNode {
  return (
    <WithQuery>
      {(query) => {
        const account = addressIn(query, 'address')
        return (
          <Page title="Account">
            {account === undefined ? (
              <Notice tone="warn" title="This page’s address names no account">
                It ends with <code>?address=0x…</code> and 40 hexadecimal digits.
              </Notice>
            ) : (
              <Account key={account} account={account} />
            )}
          </Page>
        )
      }}
    </WithQuery>
  )
}

function Account({ account }: { readonly account: Address }): ReactNode {
  const detail = useApi<AccountDetail>(`/api/v1/accounts/${account}`)
  return (
    <>
      <ChainProvider>
        <Standing account={account} />
      </ChainProvider>
      <Loaded query={detail} what="the account">
        {(known) => (
          <>
            {known.operator !== undefined && (
              <p>
                It is{' '}
                <PageLink href={places.operator(known.operator)}>
                  operator {known.operator}
                </PageLink>
                .
              </p>
            )}
            <VotesCard detail={known} />
            <CastCard detail={known} />
            <HistoryCard detail={known} />
          </>
        )}
      </Loaded>
    </>
  )
}

function Standing({ account }: { readonly account: Address }): ReactNode {
  return (
    <Loaded query={useStake(account)} what="the stake">
      {(stake) => (
        <Columns>
          <StakeFacts account={account} stake={stake} />
          <RewardCard account={account} />
        </Columns>
      )}
    </Loaded>
  )
}

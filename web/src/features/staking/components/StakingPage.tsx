'use client'

import { lazy, type ReactNode, Suspense } from 'react'
import { ChainProvider, NeedWallet } from '../../../shared/chain/index.ts'
import { Boundary, Page } from '../../../shared/ui/index.ts'
import { NetworkStake } from './known/NetworkStake.tsx'

/** Only who has connected a wallet needs it. */
const OwnStake = lazy(async () => ({
  default: (await import('./manage/OwnStake.tsx')).OwnStake,
}))

/** Where an account puts its tokens at stake, lends its votes and takes both back. */
export function StakingPage(): ReactNode {
  return (
    <Page
      title="Staking"
      intro="Stake is the vote, and what an operator loses if it cheats. It can be taken back after the time of unbonding."
    >
      <ChainProvider>
        <NeedWallet what="stake, delegate or withdraw">
          {(wallet) => (
            <Boundary>
              <Suspense fallback={<p role="status">Loading your stake …</p>}>
                <OwnStake key={wallet.address} wallet={wallet} />
              </Suspense>
            </Boundary>
          )}
        </NeedWallet>
      </ChainProvider>
      <NetworkStake />
    </Page>
  )
}

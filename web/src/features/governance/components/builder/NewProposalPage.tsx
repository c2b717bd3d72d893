'use client'

import { lazy, type ReactNode, Suspense } from 'react'
import { ChainProvider, NeedWallet } from '../../../../shared/chain/index.ts'
import { Boundary, Page } from '../../../../shared/ui/index.ts'

/** All that contracts can be told is large: it comes with whoever proposes. */
const Builder = lazy(async () => ({ default: (await import('./Builder.tsx')).Builder }))

/** Writes a proposal, shows what it would do, and makes it. */
export function NewProposalPage(): ReactNode {
  return (
    <Page
      title="New proposal"
      intro="Put together what shall be done, look at what it would change, and propose it. Drafts stay in this browser."
    >
      <ChainProvider>
        <NeedWallet what="propose">
          {(wallet) => (
            <Boundary>
              <Suspense fallback={<p role="status">Loading what can be proposed …</p>}>
                <Builder wallet={wallet} />
              </Suspense>
            </Boundary>
          )}
        </NeedWallet>
      </ChainProvider>
    </Page>
  )
}

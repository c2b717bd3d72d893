'use client'

import type { ReactNode } from 'react'
import { ChainProvider } from '../../../../shared/chain/index.ts'
import { LinkButton, Page } from '../../../../shared/ui/index.ts'
import { newProposalPath } from '../../paths.ts'
import { ProposalList } from './ProposalList.tsx'
import { TermsCard } from './TermsCard.tsx'

/** All that was ever proposed, and how decisions are made. */
export function GovernancePage(): ReactNode {
  return (
    <Page
      title="Governance"
      intro="Whoever has bonded stake, or is delegated some, proposes, votes, and has done what the vote decided."
      actions={<LinkButton href={newProposalPath}>New proposal</LinkButton>}
    >
      <ChainProvider>
        <ProposalList />
        <TermsCard />
      </ChainProvider>
    </Page>
  )
}

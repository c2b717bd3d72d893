'use client'

import type { ReactNode } from 'react'
import { ChainProvider } from '../../../../shared/chain/index.ts'
import { hashIn, WithQuery } from '../../../../shared/route/index.ts'
import { LinkButton, Notice, Page } from '../../../../shared/ui/index.ts'
import { Proposal } from './Proposal.tsx'

/** One proposal: what it does, where it stands, and what can be done with it. */
export function ProposalPage(): ReactNode {
  return (
    <WithQuery>
      {(query) => {
        const id = hashIn(query, 'id')
        if (id === undefined)
          return (
            <Page title="Proposal">
              <Notice
                tone="bad"
                title="The address names no proposal"
                actions={<LinkButton href="/governance">All proposals</LinkButton>}
              />
            </Page>
          )
        return (
          <ChainProvider>
            <Proposal key={id} id={id} />
          </ChainProvider>
        )
      }}
    </WithQuery>
  )
}

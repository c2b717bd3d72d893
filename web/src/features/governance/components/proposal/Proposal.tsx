'use client'

import type { ProposalDetail } from '@vain/indexer'
import { lazy, type ReactNode, Suspense } from 'react'
import { useApi } from '../../../../shared/api/index.ts'
import type { Hex } from '../../../../shared/chain/ethereum/index.ts'
import { useContracts } from '../../../../shared/chain/index.ts'
import { showHidden } from '../../../../shared/format/index.ts'
import { Boundary, Columns, Hash, Loaded, Page } from '../../../../shared/ui/index.ts'
import { decisionOf } from '../../queries/checkProposal.ts'
import { type Standing, useStanding } from '../../queries/useStanding.ts'
import { ActionsCard } from '../actions/ActionsCard.tsx'
import { CallsCard } from '../calls/CallsCard.tsx'
import { StateBadge } from '../StateBadge.tsx'
import { SimulationCard } from '../simulation/SimulationCard.tsx'
import { VoteCard } from '../vote/VoteCard.tsx'
import { CheckNotice } from './CheckNotice.tsx'
import { DescriptionCard } from './DescriptionCard.tsx'
import { StandingCard } from './StandingCard.tsx'

/** Its chart is large, and stands at the end of the page. */
const VotesCard = lazy(async () => ({ default: (await import('./VotesCard.tsx')).VotesCard }))

/** @param id - of the proposal, lower case */
export function Proposal({ id }: { readonly id: Hex }): ReactNode {
  const detail = useApi<ProposalDetail>(`/api/v1/proposals/${id}`)
  const standing = useStanding(useContracts().governor, id)
  return (
    <Page
      title={showHidden(detail.data?.title ?? '') || 'Proposal'}
      intro={<Hash value={id} />}
      actions={<StateBadge state={standing.data?.state} />}
    >
      <Loaded query={standing} what="where the proposal stands">
        {(standing) => (
          <Loaded query={detail} what="the proposal">
            {(proposal) => <Parts proposal={proposal} standing={standing} />}
          </Loaded>
        )}
      </Loaded>
    </Page>
  )
}

function Parts({
  proposal,
  standing,
}: {
  readonly proposal: ProposalDetail
  readonly standing: Standing
}): ReactNode {
  const decision = decisionOf(proposal)
  return (
    <>
      <CheckNotice proposal={proposal} />
      <Columns>
        <StandingCard standing={standing} />
        <VoteCard id={proposal.id as Hex} standing={standing} />
      </Columns>
      <ActionsCard decision={decision} standing={standing} />
      <DescriptionCard text={proposal.description} />
      <CallsCard calls={decision.calls} />
      <SimulationCard decision={decision} />
      <Boundary>
        <Suspense fallback={<p role="status">Loading the votes …</p>}>
          <VotesCard proposal={proposal} standing={standing} />
        </Suspense>
      </Boundary>
    </>
  )
}

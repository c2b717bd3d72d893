'use client'

import type { ReactNode } from 'react'
import { keccak256, stringToBytes } from '../../../../shared/chain/ethereum/index.ts'
import type { Wallet } from '../../../../shared/chain/index.ts'
import { type Draft, descriptionOf } from '../../drafts/draft.ts'
import type { ProposalCall } from '../../queries/governorCalls.ts'
import { CallsCard } from '../calls/CallsCard.tsx'
import { SimulationCard } from '../simulation/SimulationCard.tsx'
import { ProposeCard } from './ProposeCard.tsx'

/** What is proposed, decoded from the bytes that are sent, and what it would do. */
export function PreviewCards({
  draft,
  calls,
  wallet,
}: {
  readonly draft: Draft
  readonly calls: readonly ProposalCall[]
  readonly wallet: Wallet
}): ReactNode {
  const description = descriptionOf(draft, wallet.address)
  const decision = { calls, descriptionHash: keccak256(stringToBytes(description)) }
  return (
    <>
      <CallsCard title="Preview: what it does" calls={calls} />
      <SimulationCard decision={decision} />
      <ProposeCard description={description} decision={decision} wallet={wallet} />
    </>
  )
}

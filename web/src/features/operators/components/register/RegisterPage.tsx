'use client'

import { type ReactNode, useState } from 'react'
import { ChainProvider } from '../../../../shared/chain/index.ts'
import { Page } from '../../../../shared/ui/index.ts'
import type { Part } from '../../queries/configOf.ts'
import { DaemonCard } from './DaemonCard.tsx'
import { EntryCard } from './EntryCard.tsx'
import { FundCard } from './FundCard.tsx'
import { JoinCard } from './JoinCard.tsx'

/**
 * How to become an operator. The daemon makes its keys and registers them itself, and no key of it
 * ever comes near a browser: what is left for a wallet is to fund it.
 */
export function RegisterPage(): ReactNode {
  const [part, setPart] = useState<Part>('both')
  return (
    <Page
      title="Become an operator"
      intro="A daemon on your machine makes its own keys, bonds and registers by itself. What it needs from you is a folder, and funds."
    >
      <ChainProvider>
        <EntryCard />
        <DaemonCard part={part} onChange={setPart} />
        <FundCard part={part} />
        <JoinCard />
      </ChainProvider>
    </Page>
  )
}

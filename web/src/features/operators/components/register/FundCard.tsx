'use client'

import type { ReactNode } from 'react'
import { NeedWallet } from '../../../../shared/chain/index.ts'
import { Card } from '../../../../shared/ui/index.ts'
import type { Part } from '../../queries/configOf.ts'
import { FundForm } from './FundForm.tsx'

/** Sends a daemon what it waits for. */
export function FundCard({ part }: { readonly part: Part }): ReactNode {
  return (
    <Card title="3. Fund it">
      <p>
        Its first start makes the staking key and says, in its log, where to send what: look for{' '}
        <code>waiting for funds: send them here</code>, with <code>address</code>,{' '}
        <code>missingVain</code> and <code>missingWei</code>.
      </p>
      <NeedWallet what="send it from here">{() => <FundForm key={part} part={part} />}</NeedWallet>
    </Card>
  )
}

'use client'

import { lazy, type ReactNode, Suspense } from 'react'
import type { Hex } from '../../../../shared/chain/ethereum/index.ts'
import { NeedWallet, useContracts, type Wallet } from '../../../../shared/chain/index.ts'
import { Card, Loaded } from '../../../../shared/ui/index.ts'
import { explainPower } from '../../queries/explainPower.ts'
import { usePower } from '../../queries/usePower.ts'
import type { Standing } from '../../queries/useStanding.ts'

/** Only who has a wallet and a vote that goes on needs it. */
const VoteForm = lazy(async () => ({ default: (await import('./VoteForm.tsx')).VoteForm }))

/** The voice of whoever looks at it, why it is what it is, and the way to use it. */
export function VoteCard({
  id,
  standing,
}: {
  readonly id: Hex
  readonly standing: Standing
}): ReactNode {
  return (
    <Card title="Your vote">
      <NeedWallet what="see your votes and to vote">
        {(wallet) => <Voice key={wallet.address} id={id} standing={standing} wallet={wallet} />}
      </NeedWallet>
    </Card>
  )
}

function Voice({
  id,
  standing,
  wallet: { address },
}: {
  readonly id: Hex
  readonly standing: Standing
  readonly wallet: Wallet
}): ReactNode {
  const { snapshot, now, state } = standing
  const power = usePower(useContracts(), { id, snapshot, isOver: now > snapshot }, address)
  return (
    <Loaded query={power} what="your votes">
      {(power) => (
        <>
          {explainPower(power, snapshot, address).map((reason) => (
            <p key={reason}>{reason}</p>
          ))}
          {power.hasVoted && <p>You have voted.</p>}
          {power.hasOverridden && <p>You have voted with your own stake.</p>}
          {state === 'active' && (
            <Suspense fallback={<p role="status">Loading the ballot …</p>}>
              <VoteForm id={id} power={power} account={address} />
            </Suspense>
          )}
          {!['pending', 'active'].includes(state) && <p>The vote is over.</p>}
        </>
      )}
    </Loaded>
  )
}

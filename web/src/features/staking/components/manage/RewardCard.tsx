'use client'

import type { RewardStanding } from '@vain/indexer'
import type { ReactNode } from 'react'
import {
  type Address,
  type Hex,
  NeedWallet,
  TransactionNotice,
  useContracts,
  useTransaction,
} from '../../../../shared/chain/index.ts'
import { formatAmount } from '../../../../shared/format/index.ts'
import { Button, Card, Facts, Hash, Loaded, Notice } from '../../../../shared/ui/index.ts'
import { claimCall } from '../../queries/calls.ts'
import { type RewardsState, useReward, useRewardsState } from '../../queries/useReward.ts'

/** What an account has earned, and the way to it, which is open to anyone. */
export function RewardCard({ account }: { readonly account: Address }): ReactNode {
  const { rewards } = useContracts()
  const state = useRewardsState(account)
  const reward = useReward(account)
  return (
    <Card title="Rewards">
      {rewards === undefined ? (
        <p>This portal does not know of a contract that pays rewards.</p>
      ) : (
        <Loaded query={state} what="the rewards">
          {(now) =>
            now.number === 0 ? (
              <p>No distribution counts yet: validators have signed none, or its delay lasts.</p>
            ) : (
              <Loaded query={reward} what="the distribution">
                {(standing) => <Standing {...{ account, rewards, now, standing }} />}
              </Loaded>
            )
          }
        </Loaded>
      )}
    </Card>
  )
}

function Standing({
  account,
  rewards,
  now: { number, claimed },
  standing: { distribution, cumulative, proof },
}: {
  readonly account: Address
  readonly rewards: Address
  readonly now: RewardsState
  readonly standing: RewardStanding
}): ReactNode {
  const transaction = useTransaction()
  // The index may be a block behind the contract.
  if (distribution === undefined || distribution.number !== number)
    return <p>Distribution {number} has begun to count and is being read.</p>
  if (cumulative === undefined)
    return (
      <Notice tone="warn" title="The amounts of this distribution cannot be had">
        No gateway of this network has <Hash value={distribution.cid} /> just now.
      </Notice>
    )
  const earned = BigInt(cumulative)
  const open = earned > claimed ? earned - claimed : 0n
  return (
    <>
      <Facts
        rows={[
          ['Earned in all', `${formatAmount(earned)} VAIN`],
          ['Claimed', `${formatAmount(claimed)} VAIN`],
          ['To claim', `${formatAmount(open)} VAIN`],
          ['Distribution', number],
          ['Its amounts', <Hash key="cid" value={distribution.cid} />],
        ]}
      />
      {open > 0n && proof !== undefined && (
        <NeedWallet what="claim it">
          {({ address }) => (
            <>
              {address.toLowerCase() !== account.toLowerCase() && (
                <p>Whoever sends the claim pays for it; what is claimed goes to this account.</p>
              )}
              <p>
                <Button
                  tone="main"
                  busy={transaction.busy}
                  onClick={() =>
                    void transaction.send(claimCall(rewards, account, earned, proof as Hex[]))
                  }
                >
                  Claim
                </Button>
              </p>
            </>
          )}
        </NeedWallet>
      )}
      <TransactionNotice transaction={transaction} />
    </>
  )
}

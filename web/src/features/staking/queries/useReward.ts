import type { UseQueryResult } from '@tanstack/react-query'
import { rewardMerkleAbi } from '@vain/abi'
import type { RewardStanding } from '@vain/indexer'
import { useApi } from '../../../shared/api/index.ts'
import {
  type Address,
  readContract,
  useChainQuery,
  useContracts,
} from '../../../shared/chain/index.ts'

/** What the contract of rewards says. Amounts in the token's smallest unit. */
export type RewardsState = {
  /** The distribution that counts now; 0 before the first. */
  readonly number: number
  /** What the account has had. */
  readonly claimed: bigint
}

/** What the contract says of an account's rewards, as of the newest block. */
export function useRewardsState(account: Address): UseQueryResult<RewardsState, Error> {
  const { rewards } = useContracts()
  return useChainQuery(
    ['rewards', rewards ?? '', account],
    rewards &&
      (async (client) => {
        const contract = { abi: rewardMerkleAbi, address: rewards } as const
        const [current, claimed] = await Promise.all([
          readContract(client, { ...contract, functionName: 'current' }),
          readContract(client, { ...contract, functionName: 'claimedOf', args: [account] }),
        ])
        return { number: current.number, claimed }
      }),
  )
}

/** What the account has earned, from the artefact of the distribution, with the proof of it. */
export function useReward(account: Address): UseQueryResult<RewardStanding, Error> {
  return useApi<RewardStanding>(`/api/v1/accounts/${account}/reward`)
}

import type { UseQueryResult } from '@tanstack/react-query'
import { vainGovernorAbi } from '@vain/abi'
import {
  type Address,
  explainFailure,
  type Hex,
  simulateContract,
} from '../../../shared/chain/ethereum/index.ts'
import { useChainQuery } from '../../../shared/chain/index.ts'

/** How a vote is cast: with all votes of the voter, or with its own stake in place of its delegate. */
export type VoteKind = 'vote' | 'override'

/** What the governor would count, or why it would refuse. */
export type Weight =
  | { readonly kind: 'counts'; readonly weight: bigint }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * The weight that a vote would have now. The governor itself says it: it tries the vote and throws
 * what came of it away, so that overrides of others are taken off as well.
 */
export function useWeight(
  governor: Address | undefined,
  id: Hex,
  kind: VoteKind,
  account: Address,
): UseQueryResult<Weight, Error> {
  return useChainQuery(
    ['weight', governor ?? '', id, kind, account],
    governor &&
      (async (client) => {
        const vote = { abi: vainGovernorAbi, address: governor, account } as const
        try {
          const { result } =
            kind === 'vote'
              ? await simulateContract(client, {
                  ...vote,
                  functionName: 'castVote',
                  args: [BigInt(id), yes],
                })
              : await simulateContract(client, {
                  ...vote,
                  functionName: 'castOverrideVote',
                  args: [BigInt(id), yes, ''],
                })
          return { kind: 'counts', weight: result }
        } catch (error) {
          const refusal = await explainFailure(error)
          if (refusal.kind !== 'reverted') throw error
          return { kind: 'refused', message: refusal.message }
        }
      }),
  )
}

/** The weight does not depend on what is voted. */
const yes = 1

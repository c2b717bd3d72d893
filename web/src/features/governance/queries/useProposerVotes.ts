import type { UseQueryResult } from '@tanstack/react-query'
import { vainGovernorAbi } from '@vain/abi'
import { type Address, readContract } from '../../../shared/chain/ethereum/index.ts'
import { useChainQuery } from '../../../shared/chain/index.ts'

/** Votes that an account has to propose with, and those that it takes. */
export type ProposerVotes = { readonly votes: bigint; readonly threshold: bigint }

/** The votes of the second before, which is what the governor looks at. */
export function useProposerVotes(
  governor: Address | undefined,
  account: Address,
): UseQueryResult<ProposerVotes, Error> {
  return useChainQuery(
    ['proposer', governor ?? '', account],
    governor &&
      (async (client) => {
        const contract = { abi: vainGovernorAbi, address: governor } as const
        const [now, threshold] = await Promise.all([
          readContract(client, { ...contract, functionName: 'clock' }),
          readContract(client, { ...contract, functionName: 'proposalThreshold' }),
        ])
        const args = [account, BigInt(now - 1)] as const
        const votes = await readContract(client, { ...contract, functionName: 'getVotes', args })
        return { votes, threshold }
      }),
  )
}

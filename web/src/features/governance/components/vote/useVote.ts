import type { UseQueryResult } from '@tanstack/react-query'
import type { Address, Hex } from '../../../../shared/chain/ethereum/index.ts'
import { type Transaction, useContracts, useTransaction } from '../../../../shared/chain/index.ts'
import { overrideCall, voteCall } from '../../queries/governorCalls.ts'
import type { Support } from '../../queries/supports.ts'
import type { VoteKind, Weight } from '../../queries/useWeight.ts'
import type { Way } from './VoteForm.tsx'

/** A vote as it is filled in. */
type Draft = {
  readonly id: Hex
  readonly support: Support
  readonly kind: VoteKind
  readonly way: Way
  readonly reason: string
  readonly account: Address
  /** What the governor would count. */
  readonly weight: UseQueryResult<Weight, Error>
}

/** Casts a vote, unless it would weigh nothing by now. */
export function useVote(draft: Draft): {
  readonly vote: () => Promise<void>
  readonly transaction: Transaction
} {
  const { governor } = useContracts()
  const transaction = useTransaction()
  const vote = async (): Promise<void> => {
    const { data } = await draft.weight.refetch()
    if (governor === undefined || data?.kind !== 'counts' || data.weight === 0n) return
    const { id, kind, support, reason, account } = draft
    if (draft.way === 'signature') {
      await transaction.follow('Vote by signature', async (config) => {
        const { signVote } = await import('../../queries/signVote.ts')
        return signVote(config, { governor, id, kind, support, reason, voter: account })
      })
      return
    }
    const toCall = kind === 'vote' ? voteCall : overrideCall
    await transaction.send(toCall(governor, id, support, reason))
  }
  return { vote, transaction }
}

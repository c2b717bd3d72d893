import type { ProposalDetail } from '@vain/indexer'
import { type Hex, keccak256, stringToBytes } from '../../../shared/chain/ethereum/index.ts'
import { type Decision, proposalIdOf } from './governorCalls.ts'

/** The decision of a proposal as the server tells it. */
export function decisionOf({ calls, descriptionHash }: ProposalDetail): Decision {
  return {
    calls: calls.map(({ target, valueWei, data }) => ({
      target: target as Hex,
      valueWei: BigInt(valueWei),
      data: data as Hex,
    })),
    descriptionHash: descriptionHash as Hex,
  }
}

/**
 * Whether what the server shows is what the id stands for, so that nobody votes on anything else. A
 * description that is no UTF-8 cannot be shown as it is.
 */
export type ProposalCheck = 'whole' | 'calls-only' | 'false'

/** Holds a proposal against its id, which is a hash of its calls and its description. */
export function checkProposal(proposal: ProposalDetail): ProposalCheck {
  if (proposalIdOf(decisionOf(proposal)) !== proposal.id) return 'false'
  return keccak256(stringToBytes(proposal.description)) === proposal.descriptionHash
    ? 'whole'
    : 'calls-only'
}

import type { Hex } from '@vain/protocol'
import { AbiCoder, keccak256 } from 'ethers'
import type { GovernorProposal, ProposalCall } from './proposal.ts'

/** What was decided, and what a proposal's id is made of. */
export type Decision = Pick<GovernorProposal, 'calls' | 'descriptionHash'>

/** Arguments of `queue`, `execute` and `getProposalId`. */
export const listsOf = (calls: readonly ProposalCall[]): readonly unknown[] => [
  calls.map(({ target }) => target),
  calls.map(({ valueWei }) => valueWei),
  calls.map(({ data }) => data),
]

/** The id that a governor gives a proposal. Source: OpenZeppelin, `Governor.hashProposal`. */
export function proposalId({ calls, descriptionHash }: Decision): Hex {
  const types = ['address[]', 'uint256[]', 'bytes[]', 'bytes32']
  const encoded = AbiCoder.defaultAbiCoder().encode(types, [...listsOf(calls), descriptionHash])
  return keccak256(encoded) as Hex
}

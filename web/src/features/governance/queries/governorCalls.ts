import { vainGovernorAbi } from '@vain/abi'
import {
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  type TransactionCall,
} from '../../../shared/chain/ethereum/index.ts'
import { type Support, supportNumbers } from './supports.ts'

/** One thing that a proposal does. */
export type ProposalCall = {
  readonly target: Address
  readonly valueWei: bigint
  readonly data: Hex
}

/** What was decided, and what a proposal's id is made of. */
export type Decision = { readonly calls: readonly ProposalCall[]; readonly descriptionHash: Hex }

const abi = vainGovernorAbi

/** Arguments of `propose`, `queue`, `execute` and `cancel`. */
export const listsOf = (
  calls: readonly ProposalCall[],
): readonly [readonly Address[], readonly bigint[], readonly Hex[]] =>
  [
    calls.map(({ target }) => target),
    calls.map(({ valueWei }) => valueWei),
    calls.map(({ data }) => data),
  ] as const

/** The id that a governor gives a proposal. Source: OpenZeppelin, `Governor.hashProposal`. */
export function proposalIdOf({ calls, descriptionHash }: Decision): Hex {
  const types = [
    { type: 'address[]' },
    { type: 'uint256[]' },
    { type: 'bytes[]' },
    { type: 'bytes32' },
  ] as const
  return keccak256(encodeAbiParameters(types, [...listsOf(calls), descriptionHash]))
}

export function voteCall(to: Address, id: Hex, support: Support, reason: string): TransactionCall {
  const vote = [BigInt(id), supportNumbers[support]] as const
  const data =
    reason === ''
      ? encodeFunctionData({ abi, functionName: 'castVote', args: vote })
      : encodeFunctionData({ abi, functionName: 'castVoteWithReason', args: [...vote, reason] })
  return { title: 'Vote', to, data }
}

export function overrideCall(
  to: Address,
  id: Hex,
  support: Support,
  reason: string,
): TransactionCall {
  const args = [BigInt(id), supportNumbers[support], reason] as const
  const data = encodeFunctionData({ abi, functionName: 'castOverrideVote', args })
  return { title: 'Vote with your own stake', to, data }
}

const titles = { queue: 'Queue', execute: 'Execute', cancel: 'Cancel' } as const

/** What can be done with a decision. */
export type DecisionStep = keyof typeof titles

export function decisionCall(
  to: Address,
  step: DecisionStep,
  { calls, descriptionHash }: Decision,
): TransactionCall {
  const args = [...listsOf(calls), descriptionHash] as const
  return { title: titles[step], to, data: encodeFunctionData({ abi, functionName: step, args }) }
}

export function proposeCall(
  to: Address,
  calls: readonly ProposalCall[],
  description: string,
): TransactionCall {
  const args = [...listsOf(calls), description] as const
  return { title: 'Propose', to, data: encodeFunctionData({ abi, functionName: 'propose', args }) }
}

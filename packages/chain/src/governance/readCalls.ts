import type { ContractName } from '@vain/abi'
import type { Hex } from '@vain/protocol'
import type { Deployment } from '../deployment.ts'
import { type CallValue, decodeCalldata } from './decodeCalldata.ts'
import type { ProposalCall } from './proposal.ts'
import { fromRunCall, type NewRun } from './runCall.ts'

/** A call of a proposal, with what it says. */
export type ReadCall = ProposalCall & {
  /** What is at its target, if that is a contract of the network that is known here. */
  readonly contract: ContractName | undefined
  /** Undefined if the calldata is of no function of it, or encodes more than the arguments. */
  readonly function: string | undefined
  readonly arguments: Readonly<Record<string, CallValue>> | undefined
  /** The run that it creates; undefined if it does something else, or also something else. */
  readonly creates: NewRun | undefined
}

/** Contracts of a network that a governor itself knows of. */
const known = [
  'ledger',
  'keyBook',
  'epochSet',
  'runRegistry',
  'vault',
  'token',
  'authority',
] as const

/** What the calls of a proposal say, each of them. Takes what a stranger has proposed. */
export function readCalls(
  deployment: Deployment,
  governor: Hex,
  calls: readonly ProposalCall[],
): readonly ReadCall[] {
  const contractAt = (target: Hex): ContractName | undefined =>
    target === governor ? 'governor' : known.find((name) => deployment[name] === target)
  return calls.map((call) => {
    const contract = contractAt(call.target)
    const decoded = contract && decodeCalldata(contract, call.data)
    return {
      ...call,
      contract,
      function: decoded?.name,
      arguments: decoded?.args,
      creates: fromRunCall(deployment, call),
    }
  })
}

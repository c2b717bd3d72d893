import { abiOf } from '../../../../shared/chain/abis/index.ts'
import {
  type Address,
  decodeFunctionData,
  encodeFunctionData,
} from '../../../../shared/chain/ethereum/index.ts'
import type { ProposalCall } from '../governorCalls.ts'
import { type CallValue, toCallValue } from './values.ts'

/** What calldata asks of a contract. */
export type DecodedCall = {
  /** Name of the contract in the network; of an account: nothing. */
  readonly contract: string
  /** Empty if it only sends ether. */
  readonly name: string
  /** By the names of the ABI. */
  readonly args: readonly { readonly name: string; readonly value: CallValue }[]
}

/**
 * What a call says; undefined if its target or function is not known, or if the arguments are encoded
 * otherwise than they should be: what is shown is then not all that is there.
 *
 * Takes what a stranger has proposed.
 */
export function decodeCall(
  contracts: Readonly<Record<string, Address>>,
  { target, data }: ProposalCall,
): DecodedCall | undefined {
  const contract = Object.keys(contracts).find(
    (name) => contracts[name]?.toLowerCase() === target.toLowerCase(),
  )
  if (data === '0x') return { contract: contract ?? '', name: '', args: [] }
  const abi = contract === undefined ? undefined : abiOf(contract)
  if (contract === undefined || abi === undefined) return undefined
  try {
    const { functionName, args = [] } = decodeFunctionData({ abi, data })
    const again = encodeFunctionData({ abi, functionName, args: [...args] })
    if (again !== data.toLowerCase()) return undefined
    const fragment = abi.find(
      (entry) =>
        entry.type === 'function' &&
        entry.name === functionName &&
        entry.inputs.length === args.length,
    )
    const inputs = fragment?.type === 'function' ? fragment.inputs : []
    return {
      contract,
      name: functionName,
      // Solidity’s parameters end in a line where a variable has their name already.
      args: inputs.map(({ name = '' }, i) => ({
        name: name.replace(/_$/, ''),
        value: toCallValue(args[i]),
      })),
    }
  } catch {
    // Of no function of the contract, or cut off.
    return undefined
  }
}

import { contractAbis } from '@vain/abi'
import { type Abi, type AbiParameter, decodeErrorResult, type Hex } from 'viem'
import type { ContractError } from './toSentence.ts'

/** Errors of all contracts of a network; those of the same form once. */
const errors: Abi = [
  ...new Map(
    (Object.values(contractAbis) as Abi[])
      .flat()
      .filter((entry) => entry.type === 'error')
      .map((entry) => [JSON.stringify(entry), entry]),
  ).values(),
]

/**
 * What a contract reverted with; undefined if that is nothing that a contract of the network says.
 *
 * @param data - as a node gives it
 */
export function decodeRevert(data: Hex): ContractError | undefined {
  try {
    const { errorName, args = [], abiItem } = decodeErrorResult({ abi: errors, data })
    const inputs: readonly AbiParameter[] = abiItem.type === 'error' ? abiItem.inputs : []
    return {
      name: errorName,
      args: Object.fromEntries(inputs.map(({ name }, i) => [name || `${i}`, args[i]])),
    }
  } catch {
    // Bytes of a stranger's contract, or none.
    return undefined
  }
}

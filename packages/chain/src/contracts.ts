import { type ContractName, contractAbis } from '@vain/abi'
import { Interface, type InterfaceAbi } from 'ethers'

/** Whether a contract of this name is known here. */
export function isContractName(name: string): name is ContractName {
  return Object.hasOwn(contractAbis, name)
}

/** ABI of each contract. The cast holds: there is one entry for each name. */
export const interfaces: Readonly<Record<ContractName, Interface>> = Object.fromEntries(
  // A generated ABI is read-only; ethers asks for an array that it could write to, and does not.
  Object.entries(contractAbis).map(([name, abi]) => [name, new Interface(abi as InterfaceAbi)]),
) as Record<ContractName, Interface>

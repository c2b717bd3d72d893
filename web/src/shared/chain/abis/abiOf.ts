import { contractAbis } from '@vain/abi'
import type { Abi } from 'viem'

/** ABI of a contract by its name; undefined if there is none of that name. All of them are large. */
export const abiOf = (name: string): Abi | undefined =>
  Object.hasOwn(contractAbis, name)
    ? (contractAbis[name as keyof typeof contractAbis] as Abi)
    : undefined

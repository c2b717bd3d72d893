import type { UseQueryResult } from '@tanstack/react-query'
import { keyBookAbi, stakeVaultAbi } from '@vain/abi'
import type { RoleName } from '@vain/indexer'
import { readContract, useChainQuery, useContracts } from '../../../shared/chain/index.ts'
import type { Part } from './configOf.ts'

/** What it takes to become an operator, and to leave again. */
export type Entry = {
  /** What a role has to have bonded, in the token's smallest unit. */
  readonly minStakes: readonly { readonly role: RoleName; readonly amount: bigint }[]
  readonly unbondingSeconds: number
}

/** Roles by their bits. Source: contracts/identity/IKeyBook.sol. */
const roles = [
  ['trainer', 1],
  ['validator', 4],
  ['aggregator', 2],
] as const

/** The terms of entry, as the contracts say. */
export function useEntry(): UseQueryResult<Entry, Error> {
  const { keyBook, vault } = useContracts()
  return useChainQuery(
    ['entry', keyBook ?? ''],
    keyBook &&
      vault &&
      (async (client) => {
        const [unbondingSeconds, ...minStakes] = await Promise.all([
          readContract(client, {
            abi: stakeVaultAbi,
            address: vault,
            functionName: 'unbondingSeconds',
          }),
          ...roles.map(async ([role, bit]) => ({
            role,
            amount: await readContract(client, {
              abi: keyBookAbi,
              address: keyBook,
              functionName: 'minStake',
              args: [bit],
            }),
          })),
        ])
        return { minStakes, unbondingSeconds: Number(unbondingSeconds) }
      }),
  )
}

/** What a daemon of a part has to have bonded: the greatest of its roles. */
export function bondOf({ minStakes }: Entry, part: Part): bigint {
  return minStakes
    .filter(({ role }) => role === part || (part === 'both' && role !== 'aggregator'))
    .reduce((most, { amount }) => (amount > most ? amount : most), 0n)
}

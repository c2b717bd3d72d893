import type { UseQueryResult } from '@tanstack/react-query'
import { keyBookAbi } from '@vain/abi'
import {
  type Address,
  readContract,
  useChainQuery,
  useContracts,
} from '../../../shared/chain/index.ts'

/** Bits of roles. Source: contracts/identity/IKeyBook.sol. */
const roleBits = [1, 2, 4] as const

/**
 * What an active operator has to keep bonded, so that nobody may evict it; 0 of one that has retired.
 *
 * @param operator - its number; undefined: the account is none
 */
export function useNeededBond(operator: number | undefined): UseQueryResult<bigint, Error> {
  const { keyBook } = useContracts()
  return useChainQuery(
    ['needed-bond', keyBook ?? '', `${operator}`],
    keyBook && operator !== undefined
      ? async (client) => {
          const book = { abi: keyBookAbi, address: keyBook as Address } as const
          const [, roles, isActive] = await readContract(client, {
            ...book,
            functionName: 'operatorOf',
            args: [operator],
          })
          if (!isActive) return 0n
          const minima = await Promise.all(
            roleBits
              .filter((bit) => (roles & bit) !== 0)
              .map((bit) =>
                readContract(client, { ...book, functionName: 'minStake', args: [bit] }),
              ),
          )
          return minima.reduce((most, amount) => (amount > most ? amount : most), 0n)
        }
      : undefined,
  )
}

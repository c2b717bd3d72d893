import type { UseQueryResult } from '@tanstack/react-query'
import { stakeVaultAbi, vainTokenAbi } from '@vain/abi'
import {
  type Address,
  type ChainClient,
  getBlock,
  readContract,
  useChainQuery,
  useContracts,
} from '../../../shared/chain/index.ts'

/** What the vault and the token say of an account. Amounts in the token's smallest unit. */
export type Stake = {
  /** Tokens that are not in the vault. */
  readonly balance: bigint
  /** Of them, what the vault may take. */
  readonly allowance: bigint
  readonly bonded: bigint
  readonly unbonding: bigint
  /** From when on that can be withdrawn, unix seconds; 0 if nothing is unbonding. */
  readonly readyAt: number
  /** Cases that keep the account from withdrawing. */
  readonly holds: number
  /** Its own votes and those lent to it. */
  readonly votes: bigint
  /** Whom it lends its votes to; the zero address if nobody. */
  readonly delegate: Address
  /** How long unbonding takes. */
  readonly unbondingSeconds: number
  /** The chain's clock: time of the newest block, unix seconds. */
  readonly now: number
}

/** The stake of an account as of the newest block. */
export function useStake(account: Address): UseQueryResult<Stake, Error> {
  const { vault, token } = useContracts()
  return useChainQuery(
    ['stake', vault ?? '', account],
    vault && token && ((client) => readStake(client, { vault, token, account })),
  )
}

async function readStake(
  client: ChainClient,
  { vault, token, account }: { vault: Address; token: Address; account: Address },
): Promise<Stake> {
  const inVault = { abi: stakeVaultAbi, address: vault } as const
  const own = { ...inVault, args: [account] } as const
  const tokens = { abi: vainTokenAbi, address: token } as const
  const [balance, allowance, bonded, unbonding, holds, votes, delegate, seconds, block] =
    await Promise.all([
      readContract(client, { ...tokens, functionName: 'balanceOf', args: [account] }),
      readContract(client, { ...tokens, functionName: 'allowance', args: [account, vault] }),
      readContract(client, { ...own, functionName: 'bonded' }),
      readContract(client, { ...own, functionName: 'unbonding' }),
      readContract(client, { ...own, functionName: 'holdsOf' }),
      readContract(client, { ...own, functionName: 'getVotes' }),
      readContract(client, { ...own, functionName: 'delegates' }),
      readContract(client, { ...inVault, functionName: 'unbondingSeconds' }),
      getBlock(client),
    ])
  return {
    balance,
    allowance,
    bonded,
    unbonding: unbonding[0],
    readyAt: Number(unbonding[1]),
    holds,
    votes,
    delegate,
    unbondingSeconds: Number(seconds),
    now: Number(block.timestamp),
  }
}

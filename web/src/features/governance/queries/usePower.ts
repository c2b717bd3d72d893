import type { UseQueryResult } from '@tanstack/react-query'
import { stakeVaultAbi, vainGovernorAbi } from '@vain/abi'
import {
  type Address,
  type ChainClient,
  type Hex,
  readContract,
} from '../../../shared/chain/ethereum/index.ts'
import { useChainQuery } from '../../../shared/chain/index.ts'

/** What contracts say of an account's voice in a proposal. Amounts in the token's smallest unit. */
export type Power = {
  /** Votes at the snapshot, its own and delegated; undefined before it is over. */
  readonly votes: bigint | undefined
  /** What it had bonded at the snapshot; undefined before it is over. */
  readonly bondedThen: bigint | undefined
  /** Whom it delegated to at the snapshot; undefined before it is over. */
  readonly delegateThen: Address | undefined
  readonly bondedNow: bigint
  readonly votesNow: bigint
  readonly delegateNow: Address
  readonly unbonding: { readonly amount: bigint; readonly readyAt: number }
  /** Number as a voter; 0 if it never had a vote. */
  readonly number: number
  readonly hasVoted: boolean
  /** Whether it voted with its own stake in place of its delegate. */
  readonly hasOverridden: boolean
}

/** What an account can do in a vote. @param snapshot - unix seconds; undefined: not known yet */
export function usePower(
  { governor, vault }: { readonly governor?: Address; readonly vault?: Address },
  {
    id,
    snapshot,
    isOver,
  }: { readonly id: Hex; readonly snapshot: number; readonly isOver: boolean },
  account: Address,
): UseQueryResult<Power, Error> {
  return useChainQuery(
    ['power', governor ?? '', id, `${isOver}`, account],
    governor &&
      vault &&
      (async (client) => ({
        ...(isOver ? await readThen(client, vault, BigInt(snapshot), account) : unknownYet),
        ...(await readNow(client, vault, account)),
        ...(await readCast(client, governor, BigInt(id), account)),
      })),
  )
}

const unknownYet = { votes: undefined, bondedThen: undefined, delegateThen: undefined }

async function readThen(client: ChainClient, address: Address, second: bigint, account: Address) {
  const at = { abi: stakeVaultAbi, address, args: [account, second] } as const
  const [votes, bondedThen, delegateThen] = await Promise.all([
    readContract(client, { ...at, functionName: 'getPastVotes' }),
    readContract(client, { ...at, functionName: 'getPastBalanceOf' }),
    readContract(client, { ...at, functionName: 'getPastDelegate' }),
  ])
  return { votes, bondedThen, delegateThen }
}

async function readNow(client: ChainClient, address: Address, account: Address) {
  const of = { abi: stakeVaultAbi, address, args: [account] } as const
  const [bondedNow, votesNow, delegateNow, [amount, readyAt], number] = await Promise.all([
    readContract(client, { ...of, functionName: 'bonded' }),
    readContract(client, { ...of, functionName: 'getVotes' }),
    readContract(client, { ...of, functionName: 'delegates' }),
    readContract(client, { ...of, functionName: 'unbonding' }),
    readContract(client, { ...of, functionName: 'numberOf' }),
  ])
  return {
    bondedNow,
    votesNow,
    delegateNow,
    unbonding: { amount, readyAt: Number(readyAt) },
    number,
  }
}

async function readCast(client: ChainClient, address: Address, id: bigint, account: Address) {
  const of = { abi: vainGovernorAbi, address, args: [id, account] } as const
  const [hasVoted, hasOverridden] = await Promise.all([
    readContract(client, { ...of, functionName: 'hasVoted' }),
    readContract(client, { ...of, functionName: 'hasVotedOverride' }),
  ])
  return { hasVoted, hasOverridden }
}

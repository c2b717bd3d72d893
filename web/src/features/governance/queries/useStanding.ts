import type { UseQueryResult } from '@tanstack/react-query'
import { type ProposalState, proposalStates, vainGovernorAbi } from '@vain/abi'
import {
  type Address,
  type ChainClient,
  type Hex,
  readContract,
} from '../../../shared/chain/ethereum/index.ts'
import { useChainQuery } from '../../../shared/chain/index.ts'

/** Where a proposal stands, all of it as its governor says. Times in unix seconds. */
export type Standing = {
  readonly state: ProposalState
  readonly proposer: Address
  /** After it the vote begins: the stake of that second votes. */
  readonly snapshot: number
  /** Last second of the vote. */
  readonly deadline: number
  /** First second in which it can be executed; 0 before it is queued. */
  readonly readyAt: number
  /** Last second in which it can be executed. */
  readonly expiry: number
  readonly votes: { readonly for: bigint; readonly against: bigint; readonly abstain: bigint }
  /** Votes for and abstentions that it takes; undefined before the snapshot. */
  readonly quorum: bigint | undefined
  /** The chain's clock. */
  readonly now: number
}

/** Where a proposal stands now. */
export function useStanding(
  governor: Address | undefined,
  id: Hex,
): UseQueryResult<Standing, Error> {
  return useChainQuery(
    ['standing', governor ?? '', id],
    governor && ((client) => readStanding(client, governor, BigInt(id))),
  )
}

/** States of proposals, in their order. */
export function useStates(
  governor: Address | undefined,
  ids: readonly Hex[],
): UseQueryResult<readonly ProposalState[], Error> {
  return useChainQuery(
    ['states', governor ?? '', ...ids],
    governor && ((client) => Promise.all(ids.map((id) => readState(client, governor, BigInt(id))))),
  )
}

async function readState(
  client: ChainClient,
  address: Address,
  id: bigint,
): Promise<ProposalState> {
  const number = await readContract(client, {
    abi: vainGovernorAbi,
    address,
    functionName: 'state',
    args: [id],
  })
  // The contract's own type has these states and no other.
  return proposalStates[number] as ProposalState
}

async function readStanding(client: ChainClient, address: Address, id: bigint): Promise<Standing> {
  const of = { abi: vainGovernorAbi, address, args: [id] } as const
  const [state, proposer, snapshot, deadline, readyAt, expiry, votes, now] = await Promise.all([
    readState(client, address, id),
    readContract(client, { ...of, functionName: 'proposalProposer' }),
    readContract(client, { ...of, functionName: 'proposalSnapshot' }),
    readContract(client, { ...of, functionName: 'proposalDeadline' }),
    readContract(client, { ...of, functionName: 'proposalEta' }),
    readContract(client, { ...of, functionName: 'proposalExpiry' }),
    readContract(client, { ...of, functionName: 'proposalVotes' }),
    readContract(client, { abi: vainGovernorAbi, address, functionName: 'clock' }),
  ])
  const [against, yes, abstain] = votes
  return {
    state,
    proposer,
    snapshot: Number(snapshot),
    deadline: Number(deadline),
    readyAt: Number(readyAt),
    expiry: Number(expiry),
    votes: { for: yes, against, abstain },
    // The stake of a second that is not over is not known.
    quorum: snapshot < BigInt(now) ? await readQuorum(client, address, snapshot) : undefined,
    now,
  }
}

const readQuorum = (client: ChainClient, address: Address, snapshot: bigint): Promise<bigint> =>
  readContract(client, {
    abi: vainGovernorAbi,
    address,
    functionName: 'quorum',
    args: [snapshot],
  })

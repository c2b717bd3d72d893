import { callContract } from '@vain/chain'
import { type Hex, zeroAddress } from '@vain/protocol'
import type { EventRow } from '../../api/chain/events.ts'
import type { AccountDetail } from '../../api/stake/accounts.ts'
import { toWord } from '../../follow/toEvents.ts'
import { type Context, toMark } from '../context.ts'
import { titleOf } from '../governance/title.ts'
import { votesBy } from '../governance/votes.ts'
import { thin } from '../pages.ts'
import { claimsOf, movesOf, totalOf } from './moves.ts'

/** Rows of each kind that are told of one account, and points of its history. */
const [maxRows, maxPoints] = [100, 500]

/** Everything that the chain says of an account. */
export async function describeAccount(context: Context, address: Hex): Promise<AccountDetail> {
  const { index, reader, standings, rpc } = context
  const { vault } = index.deployment
  const operators = [...index.ledger.view.operators.values()]
  const [{ bonded, votes }, unbonding, holds, balance, chosen] = await Promise.all([
    standings.of(address),
    reader.unbonding(address),
    reader.holdsOf(address),
    reader.balanceOf(address),
    callContract(rpc, 'vault', vault, 'delegates', [address]),
  ])
  const delegate = chosen.hex('value')
  const [claims, moves] = await Promise.all([claimsOf(context, address), movesOf(context, address)])
  return {
    address,
    operator: operators.findLast((operator) => operator.address === address)?.index,
    balance: String(balance),
    bonded: String(bonded),
    unbonding:
      unbonding.amount === 0n
        ? undefined
        : { amount: String(unbonding.amount), readyAt: unbonding.readyAt },
    holds,
    delegate: delegate === zeroAddress ? undefined : delegate,
    votes: String(votes),
    delegators: await delegatorsOf(context, address),
    moves: moves.slice(0, maxRows),
    delegations: await delegationsOf(context, address),
    votesCast: await votesBy(context, address, maxRows),
    proposals: await proposalsBy(context, address),
    voteHistory: await voteHistoryOf(context, address),
    rewards: { claimed: totalOf(claims), claims: claims.slice(0, maxRows) },
  }
}

function vaultEvents({ index }: Context, address: string, name: string): Promise<EventRow[]> {
  const mention = { kind: 'address', value: address } as const
  return index.store.events({ contract: 'vault', names: [name], mention, order: 'oldest' })
}

async function delegationsOf(
  context: Context,
  address: string,
): Promise<AccountDetail['delegations']> {
  const changes = await vaultEvents(context, address, 'DelegateChanged')
  return changes
    .filter((event) => event.arguments.delegator === address)
    .slice(-maxRows)
    .toReversed()
    .map((event) => {
      const { fromDelegate, toDelegate } = event.arguments
      return { ...toMark(event), from: String(fromDelegate), to: String(toDelegate) }
    })
}

/** Those whose last choice was this account. */
async function delegatorsOf(
  context: Context,
  address: string,
): Promise<AccountDetail['delegators']> {
  const since = new Map<Hex, number>()
  const changes = await vaultEvents(context, address, 'DelegateChanged')
  for (const { at, arguments: args } of changes) {
    const delegator = args.delegator as Hex
    if (delegator === address) continue
    if (args.toDelegate === address) since.set(delegator, at)
    else since.delete(delegator)
  }
  const newest = [...since].slice(-maxRows).toReversed()
  return Promise.all(
    newest.map(async ([delegator, at]) => {
      const { bonded } = await context.standings.of(delegator)
      return { address: delegator, bonded: String(bonded), since: at }
    }),
  )
}

async function voteHistoryOf(
  context: Context,
  address: string,
): Promise<AccountDetail['voteHistory']> {
  const changes = await vaultEvents(context, address, 'DelegateVotesChanged')
  const own = changes.filter((event) => event.arguments.delegate === address)
  return thin(own, maxPoints).map(({ at, arguments: args }) => ({
    at,
    votes: String(args.newVotes),
  }))
}

async function proposalsBy(
  { index }: Context,
  address: string,
): Promise<AccountDetail['proposals']> {
  const mention = { kind: 'address', value: address } as const
  const query = { contract: 'governor', names: ['ProposalCreated'], mention } as const
  const created = await index.store.events({ ...query, order: 'newest' })
  return created
    .filter((event) => event.arguments.proposer === address)
    .slice(0, maxRows)
    .map((event) => ({
      ...toMark(event),
      id: toWord(String(event.arguments.proposalId)),
      title: titleOf(String(event.arguments.description)),
    }))
}

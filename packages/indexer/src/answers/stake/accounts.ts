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
  const claims = claimsOf(context, address)
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
    moves: movesOf(context, address).slice(0, maxRows),
    delegations: delegationsOf(context, address),
    votesCast: votesBy(context, address, maxRows),
    proposals: proposalsBy(context, address),
    voteHistory: voteHistoryOf(context, address),
    rewards: { claimed: totalOf(claims), claims: claims.slice(0, maxRows) },
  }
}

function vaultEvents({ index }: Context, address: string, name: string): EventRow[] {
  const mention = { kind: 'address', value: address } as const
  return index.store.events({ contract: 'vault', names: [name], mention, order: 'oldest' })
}

function delegationsOf(context: Context, address: string): AccountDetail['delegations'] {
  return vaultEvents(context, address, 'DelegateChanged')
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
  for (const { at, arguments: args } of vaultEvents(context, address, 'DelegateChanged')) {
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

function voteHistoryOf(context: Context, address: string): AccountDetail['voteHistory'] {
  const changes = vaultEvents(context, address, 'DelegateVotesChanged')
  const own = changes.filter((event) => event.arguments.delegate === address)
  return thin(own, maxPoints).map(({ at, arguments: args }) => ({
    at,
    votes: String(args.newVotes),
  }))
}

function proposalsBy({ index }: Context, address: string): AccountDetail['proposals'] {
  const mention = { kind: 'address', value: address } as const
  return index.store
    .events({ contract: 'governor', names: ['ProposalCreated'], mention, order: 'newest' })
    .filter((event) => event.arguments.proposer === address)
    .slice(0, maxRows)
    .map((event) => ({
      ...toMark(event),
      id: toWord(String(event.arguments.proposalId)),
      title: titleOf(String(event.arguments.description)),
    }))
}

import { type Operator, roles } from '@vain/protocol'
import type { EventRow } from '../../api/chain/events.ts'
import type { OperatorDetail, OperatorRow } from '../../api/operators/operators.ts'
import type { RoleName } from '../../api/values.ts'
import { type Context, notFound, stillThere, toMark } from '../context.ts'
import { claimsOf, movesOf, totalOf } from '../stake/moves.ts'
import { toHistory } from './history.ts'
import { byDay, participationIn } from './participation.ts'
import { sentencesOf } from './sentences.ts'

/** Rounds and validator sets that are told of one operator. */
const maxRows = 200

/** An operator at a glance. */
export async function describeOperator(context: Context, operator: Operator): Promise<OperatorRow> {
  const { index, standings } = context
  const { address } = operator
  const { bonded, votes } = await standings.of(address)
  const { member = 0, survived = 0 } = participationIn(index.ledger.view).get(operator.index) ?? {}
  const [sentences, slashes, claims] = await Promise.all([
    sentencesOf(context, address),
    movesOf(context, address, ['Slashed']),
    claimsOf(context, address),
  ])
  return {
    index: operator.index,
    address,
    roles: namesOf(operator.roles),
    isActive: operator.active,
    endpoints: operator.endpoints,
    registered: await registeredOf(context, operator.index),
    bonded: String(bonded),
    votes: String(votes),
    rounds: { member, survived },
    strikes: sentences.filter(({ status }) => status !== 'pardoned').length,
    slashed: totalOf(slashes),
    rewards: totalOf(claims),
    seenAt: await seenAt(context, operator),
  }
}

/** Everything that the chain says of an operator. @throws {HttpFailure} 404 */
export async function detailOperator(context: Context, number: number): Promise<OperatorDetail> {
  const { index, reader } = context
  const operator = index.ledger.view.operators.get(number)
  if (operator === undefined) throw notFound('operator')
  const { address } = operator
  const unbonding = await reader.unbonding(address)
  const { rounds = [] } = participationIn(index.ledger.view).get(number) ?? {}
  const slashes = await movesOf(context, address, ['Slashed'])
  return {
    ...(await describeOperator(context, operator)),
    unbonding:
      unbonding.amount === 0n
        ? undefined
        : { amount: String(unbonding.amount), readyAt: unbonding.readyAt },
    holds: await reader.holdsOf(address),
    sentences: await sentencesOf(context, address),
    slashes: slashes.map(({ kind: _kind, ...move }) => move),
    claims: await claimsOf(context, address),
    participation: rounds.slice(0, maxRows),
    days: byDay(rounds),
    weights: await weightsOf(context, number),
    history: await historyOf(context, number),
  }
}

/** Names of roles, as `KeyBook` packs them. */
export const namesOf = (bits: number): RoleName[] =>
  (Object.keys(roles) as RoleName[]).filter((name) => (bits & roles[name]) !== 0)

function eventsOf(
  { index }: Context,
  operator: number,
  order: 'oldest' | 'newest',
  names?: readonly string[],
): Promise<EventRow[]> {
  const mention = { kind: 'operator', value: String(operator) } as const
  return index.store.events({ contract: 'keyBook', names, mention, order, limit: maxRows })
}

async function registeredOf(
  context: Context,
  operator: number,
): Promise<OperatorRow['registered']> {
  const [registered] = await eventsOf(context, operator, 'oldest', ['Registered'])
  return toMark(stillThere(registered))
}

/** The last round whose sum it is in, or the last event that names it, whichever is later. */
async function seenAt(
  { index }: Context,
  { address, index: operator }: Operator,
): Promise<number | undefined> {
  const { rounds = [] } = participationIn(index.ledger.view).get(operator) ?? {}
  const inSum = rounds.find(({ survived }) => survived)?.at
  const mention = { kind: 'address', value: address } as const
  const [named] = await index.store.events({ mention, order: 'newest', limit: 1 })
  return inSum === undefined && named === undefined
    ? undefined
    : Math.max(inSum ?? 0, named?.at ?? 0)
}

async function weightsOf({ index }: Context, operator: number): Promise<OperatorDetail['weights']> {
  const sets = await index.store.events({
    ...{ contract: 'epochSet', names: ['Snapshotted'] },
    ...{ order: 'newest', limit: maxRows },
  })
  return sets.toReversed().flatMap(({ at, arguments: { epoch, indices, weights } }) => {
    const position = (indices as readonly string[]).indexOf(String(operator))
    const weight = (weights as readonly string[])[position]
    return weight === undefined ? [] : [{ epoch: Number(epoch), at, weight }]
  })
}

async function historyOf(context: Context, operator: number): Promise<OperatorDetail['history']> {
  return (await eventsOf(context, operator, 'newest')).map(toHistory)
}

import type { EventRow } from '../../api/chain/events.ts'
import type { StakeMove } from '../../api/stake/accounts.ts'
import type { Mark } from '../../api/values.ts'
import { type Context, toMark } from '../context.ts'

const kinds = {
  Bonded: 'bonded',
  Unbonding: 'unbonding',
  Withdrawn: 'withdrawn',
  Slashed: 'slashed',
} as const

type MoveName = keyof typeof kinds

/** Movements of an account's stake, the newest first. */
export async function movesOf(
  { index }: Context,
  address: string,
  names: readonly MoveName[] = Object.keys(kinds) as MoveName[],
): Promise<StakeMove[]> {
  const mention = { kind: 'address', value: address } as const
  const events = await index.store.events({ contract: 'vault', names, mention, order: 'newest' })
  // Who receives what was taken is named too.
  return events.filter((event) => event.arguments.operator === address).map(toMove)
}

function toMove(event: EventRow): StakeMove {
  const { amount, readyAt, fromBonded, fromUnbonding } = event.arguments
  const kind = kinds[event.name as MoveName]
  const taken = kind === 'slashed' ? BigInt(String(fromBonded)) + BigInt(String(fromUnbonding)) : 0n
  return {
    ...toMark(event),
    kind,
    amount: kind === 'slashed' ? String(taken) : String(amount),
    readyAt: readyAt === undefined ? undefined : Number(readyAt),
  }
}

/** Rewards that were paid to an account, the newest first. */
export async function claimsOf(
  { index }: Context,
  address: string,
): Promise<(Mark & { amount: string })[]> {
  const mention = { kind: 'address', value: address } as const
  const query = { contract: 'rewards', names: ['Claimed'], mention, order: 'newest' } as const
  const claims = await index.store.events(query)
  return claims.map((event) => ({ ...toMark(event), amount: String(event.arguments.amount) }))
}

/** Sum of amounts, as text. */
export function totalOf(rows: readonly { readonly amount: string }[]): string {
  return String(rows.reduce((sum, { amount }) => sum + BigInt(amount), 0n))
}

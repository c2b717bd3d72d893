import type { OperatorRow, RoleName } from '@vain/indexer'
import { shareOf } from '../../../shared/format/index.ts'

/** Which operators a list shows, and in which order. */
export type OperatorChoice = {
  /** Part of an address or endpoint, or a number; empty: any. */
  readonly text: string
  readonly role: RoleName | 'any'
  readonly standing: 'active' | 'retired' | 'any'
  readonly order: 'number' | 'stake' | 'uptime' | 'strikes'
}

/** What a list begins with. */
export const firstChoice: OperatorChoice = {
  text: '',
  role: 'any',
  standing: 'any',
  order: 'number',
}

/** Rounds that an operator was in whose sum it is in, 0…1; undefined if it was in none. */
export function uptimeOf({ rounds }: Pick<OperatorRow, 'rounds'>): number | undefined {
  return rounds.member === 0 ? undefined : shareOf(BigInt(rounds.survived), BigInt(rounds.member))
}

/** The operators that fit, the first of the order first and of equals the lower number. */
export function selectOperators(
  all: readonly OperatorRow[],
  { text, role, standing, order }: OperatorChoice,
): OperatorRow[] {
  const wanted = text.trim().toLowerCase()
  return all
    .filter((row) => role === 'any' || row.roles.includes(role))
    .filter((row) => standing === 'any' || row.isActive === (standing === 'active'))
    .filter((row) => wanted === '' || has(row, wanted))
    .sort((a, b) => compare[order](a, b) || a.index - b.index)
}

const has = ({ index, address, endpoints }: OperatorRow, wanted: string): boolean =>
  `${index}` === wanted ||
  [address, ...endpoints].some((part) => part.toLowerCase().includes(wanted))

const compare: Readonly<
  Record<OperatorChoice['order'], (a: OperatorRow, b: OperatorRow) => number>
> = {
  number: () => 0,
  stake: (a, b) => (BigInt(a.bonded) < BigInt(b.bonded) ? 1 : a.bonded === b.bonded ? 0 : -1),
  // Whoever was in no round yet comes last.
  uptime: (a, b) => (uptimeOf(b) ?? -1) - (uptimeOf(a) ?? -1),
  strikes: (a, b) => b.strikes - a.strikes,
}

import type { AccountDetail, Mark } from '@vain/indexer'

/** Something that happened to an account's stake, votes or rewards. */
export type HistoryRow = Mark & {
  readonly what: string
  /** In the token's smallest unit, where it is about an amount. */
  readonly amount?: bigint
  /** Whom its votes go to since. */
  readonly to?: string
  /** When what is unbonding is free, unix seconds. */
  readonly readyAt?: number
}

const words = {
  bonded: 'Staked',
  unbonding: 'Began to unbond',
  withdrawn: 'Withdrew',
  slashed: 'Was slashed',
} as const

/** What the index has of an account in one list, the newest first. */
export function historyOf({
  moves,
  delegations,
  rewards,
}: Pick<AccountDetail, 'moves' | 'delegations' | 'rewards'>): HistoryRow[] {
  return [
    ...moves.map(({ kind, amount, readyAt, ...mark }) => ({
      ...mark,
      what: words[kind],
      amount: BigInt(amount),
      ...(readyAt !== undefined && { readyAt }),
    })),
    ...delegations.map(({ from: _, to, ...mark }) => ({ ...mark, what: 'Delegated to', to })),
    ...rewards.claims.map(({ amount, ...mark }) => ({
      ...mark,
      what: 'Claimed rewards',
      amount: BigInt(amount),
    })),
  ].sort((a, b) => b.block - a.block)
}

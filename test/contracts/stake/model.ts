/** What the vault must do, in plain numbers: accounts by place, nobody is -1. */
export type Account = {
  readonly wallet: bigint
  readonly bonded: bigint
  readonly unbonding: bigint
  readonly readyAt: number
  readonly holds: number
  readonly delegate: number
  /** Zero until it has one. */
  readonly number: number
}

export type Model = {
  readonly accounts: readonly Account[]
  readonly numbers: number
  readonly slashed: bigint
}

export type Step = {
  readonly do: 'bond' | 'unbond' | 'withdraw' | 'slash' | 'hold' | 'release' | 'delegate'
  readonly who: number
  /** Whom to delegate to. */
  readonly to: number
  readonly amount: bigint
  /** Seconds that pass before. */
  readonly wait: number
}

export const nobody = -1

/** Accounts with so much in their wallets. */
export const modelOf = (wallets: readonly bigint[]): Model => ({
  accounts: wallets.map((wallet) => ({
    ...{ wallet, bonded: 0n, unbonding: 0n, readyAt: 0, holds: 0, delegate: nobody, number: 0 },
  })),
  numbers: 0,
  slashed: 0n,
})

/** The model after a step at `now`, or the name of the error that the vault answers with. */
export function advance(model: Model, step: Step, now: number, unbonding: number): Model | string {
  const account = model.accounts[step.who] as Account
  const change = (part: Partial<Account>): Model => changed(model, step.who, part)
  const { amount } = step
  switch (step.do) {
    case 'bond': {
      if (amount === 0n) return 'ZeroAmount'
      if (amount > account.wallet) return 'ERC20InsufficientBalance'
      const chosen = account.delegate === nobody ? step.who : account.delegate
      const bonded = account.bonded + amount
      const delegated = enrolled(enrolled(model, chosen), step.who)
      const wallet = account.wallet - amount
      return changed(delegated, step.who, { bonded, wallet, delegate: chosen })
    }
    case 'unbond':
      if (amount === 0n) return 'ZeroAmount'
      if (amount > account.bonded) return 'BondTooSmall'
      return change({
        bonded: account.bonded - amount,
        unbonding: account.unbonding + amount,
        readyAt: now + unbonding,
      })
    case 'withdraw':
      if (account.unbonding === 0n) return 'NothingUnbonding'
      if (now < account.readyAt) return 'StillUnbonding'
      if (account.holds > 0) return 'StillHeld'
      return change({ wallet: account.wallet + account.unbonding, unbonding: 0n, readyAt: 0 })
    case 'slash': {
      if (amount === 0n) return 'ZeroAmount'
      const fromBonded = amount < account.bonded ? amount : account.bonded
      const rest = amount - fromBonded
      const fromUnbonding = rest < account.unbonding ? rest : account.unbonding
      if (fromBonded + fromUnbonding === 0n) return 'NothingToSlash'
      return {
        ...change({
          bonded: account.bonded - fromBonded,
          unbonding: account.unbonding - fromUnbonding,
        }),
        slashed: model.slashed + fromBonded + fromUnbonding,
      }
    }
    case 'hold':
      return change({ holds: account.holds + 1 })
    case 'release':
      return account.holds === 0 ? 'NotHeld' : change({ holds: account.holds - 1 })
    case 'delegate':
      return changed(enrolled(model, step.to), step.who, { delegate: step.to })
  }
}

/** Votes of an account: all stake that is delegated to it. */
export const votesOf = ({ accounts }: Model, place: number): bigint =>
  accounts.reduce((sum, { bonded, delegate }) => sum + (delegate === place ? bonded : 0n), 0n)

export const bondedInAll = ({ accounts }: Model): bigint =>
  accounts.reduce((sum, { bonded }) => sum + bonded, 0n)

export const held = ({ accounts }: Model): bigint =>
  accounts.reduce((sum, { bonded, unbonding }) => sum + bonded + unbonding, 0n)

function changed(model: Model, place: number, part: Partial<Account>): Model {
  const accounts = model.accounts.map((account, at) =>
    at === place ? { ...account, ...part } : account,
  )
  return { ...model, accounts }
}

function enrolled(model: Model, place: number): Model {
  if (place === nobody || (model.accounts[place] as Account).number !== 0) return model
  const numbers = model.numbers + 1
  return { ...changed(model, place, { number: numbers }), numbers }
}

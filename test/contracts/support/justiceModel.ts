import { appealSeconds, offences } from './justice.ts'
import { unbondingSeconds } from './stage.ts'

/** What somebody does to vault or slasher. Operators, cases and offences are numbers. */
export type Act =
  | { readonly kind: 'bond' | 'unbond'; readonly who: number; readonly amount: bigint }
  | { readonly kind: 'withdraw'; readonly who: number }
  | {
      readonly kind: 'sentence'
      readonly inCase: number
      readonly who: number
      readonly offence: number
      readonly reporter: number | undefined
    }
  | {
      readonly kind: 'sentenceSet'
      readonly inCase: number
      readonly members: readonly number[]
      readonly offence: number
      readonly reporter: number | undefined
    }
  | {
      readonly kind: 'sentenceNext'
      readonly inCase: number
      readonly members: readonly number[]
      readonly limit: number
    }
  | { readonly kind: 'execute' | 'pardon'; readonly inCase: number; readonly who: number }
  | { readonly kind: 'closeCase'; readonly inCase: number }
  | { readonly kind: 'setPenalty'; readonly offence: number; readonly bps: number }
  | { readonly kind: 'setReward'; readonly bps: number }
  | { readonly kind: 'wait'; readonly seconds: number }

/** `ok`, or the name of the error. */
export type Outcome = string

export type ModelAccount = {
  tokens: bigint
  bonded: bigint
  unbonding: bigint
  readyAt: number
  holds: number
}

export type ModelSentence = {
  readonly inCase: number
  readonly who: number
  readonly reporter: number | undefined
  readonly executableAt: number
  readonly penaltyBps: number
  readonly rewardBps: number
  status: 'pending' | 'executed' | 'pardoned'
}

type ModelSet = {
  readonly members: readonly number[]
  readonly offence: number
  readonly reporter: number | undefined
  next: number
}

const bps = 10_000n

/** What {@link createJusticeModel} begins with. */
export type ModelStart = {
  readonly now: number
  readonly stakes: readonly bigint[]
  /** Tokens that each operator has besides. */
  readonly tokens: bigint
}

/** Vault and slasher as docs/protocol/slashing.md §2 describes them, written without the contracts. */
export class JusticeModel {
  now: number
  readonly accounts: ModelAccount[]
  readonly sentences: ModelSentence[] = []
  treasury = 0n
  slashed = 0n
  rewarded = 0n
  readonly #sets = new Map<string, ModelSet>()
  readonly #closed = new Set<number>()
  readonly #penalties: number[] = [10_000, 10_000, 10_000, 2_000, 2_000, 100]
  #reward = 1_000

  constructor({ now, stakes, tokens }: ModelStart) {
    this.now = now
    this.accounts = stakes.map((bonded) => ({
      ...{ tokens, bonded, unbonding: 0n, readyAt: 0, holds: 0 },
    }))
  }

  /** Does one thing, a second after the last one. */
  act(act: Act): Outcome {
    this.now += act.kind === 'wait' ? act.seconds : 1
    switch (act.kind) {
      case 'bond':
      case 'unbond':
        return this.#move(act.kind, this.#account(act.who), act.amount)
      case 'withdraw':
        return this.#withdraw(this.#account(act.who))
      case 'sentence':
        if (this.#closed.has(act.inCase)) return 'CaseIsClosed'
        return this.#sentence(act) ? 'ok' : 'AlreadySentenced'
      case 'sentenceSet':
        return this.#sentenceSet(act)
      case 'sentenceNext':
        return this.#sentenceNext(act)
      case 'execute':
        return this.#execute(act.inCase, act.who)
      case 'pardon':
        return this.#pardon(act.inCase, act.who)
      case 'closeCase':
        if (this.#closed.has(act.inCase)) return 'CaseIsClosed'
        this.#closed.add(act.inCase)
        return 'ok'
      case 'setPenalty':
        this.#penalties[act.offence] = act.bps
        return 'ok'
      case 'setReward':
        if (act.bps > 5_000) return 'BadBps'
        this.#reward = act.bps
        return 'ok'
      case 'wait':
        return 'ok'
    }
  }

  #account(who: number): ModelAccount {
    return this.accounts[who] as ModelAccount
  }

  #move(kind: 'bond' | 'unbond', account: ModelAccount, amount: bigint): Outcome {
    if (amount === 0n) return 'ZeroAmount'
    if (kind === 'bond') {
      if (amount > account.tokens) return 'ERC20InsufficientBalance'
      account.tokens -= amount
      account.bonded += amount
      return 'ok'
    }
    if (amount > account.bonded) return 'BondTooSmall'
    account.bonded -= amount
    account.unbonding += amount
    account.readyAt = this.now + unbondingSeconds
    return 'ok'
  }

  #withdraw(account: ModelAccount): Outcome {
    if (account.unbonding === 0n) return 'NothingUnbonding'
    if (this.now < account.readyAt) return 'StillUnbonding'
    if (account.holds !== 0) return 'StillHeld'
    account.tokens += account.unbonding
    account.unbonding = 0n
    return 'ok'
  }

  #find(inCase: number, who: number): ModelSentence | undefined {
    return this.sentences.find((one) => one.inCase === inCase && one.who === who)
  }

  #sentence(act: {
    readonly inCase: number
    readonly who: number
    readonly offence: number
    readonly reporter: number | undefined
  }): boolean {
    const { inCase, who, offence, reporter } = act
    if (this.#find(inCase, who) !== undefined) return false
    this.sentences.push({
      ...{ inCase, who, reporter, status: 'pending' },
      executableAt: this.now + appealSeconds,
      penaltyBps: this.#penalties[offence] as number,
      rewardBps: this.#reward,
    })
    this.#account(who).holds++
    return true
  }

  #sentenceSet(act: Extract<Act, { kind: 'sentenceSet' }>): Outcome {
    const { inCase, members, offence, reporter } = act
    const key = `${inCase}/${members}`
    if (this.#closed.has(inCase)) return 'CaseIsClosed'
    if (this.#sets.has(key)) return 'SetAlreadySentenced'
    this.#sets.set(key, { members, offence, reporter, next: 0 })
    return 'ok'
  }

  #sentenceNext({ inCase, members, limit }: Extract<Act, { kind: 'sentenceNext' }>): Outcome {
    if (this.#closed.has(inCase)) return 'CaseIsClosed'
    const set = this.#sets.get(`${inCase}/${members}`)
    if (set === undefined || set.next === Number.POSITIVE_INFINITY) return 'NothingToSentence'
    const { offence, reporter } = set
    for (const who of members.slice(set.next, set.next + limit))
      this.#sentence({ inCase, who, offence, reporter })
    set.next += limit
    if (set.next >= members.length) set.next = Number.POSITIVE_INFINITY
    return 'ok'
  }

  #pardon(inCase: number, who: number): Outcome {
    const sentence = this.#find(inCase, who)
    if (sentence?.status !== 'pending') return 'NotPending'
    sentence.status = 'pardoned'
    this.#account(who).holds--
    return 'ok'
  }

  #execute(inCase: number, who: number): Outcome {
    const sentence = this.#find(inCase, who)
    if (sentence?.status !== 'pending') return 'NotPending'
    if (this.#closed.has(inCase)) return this.#pardon(inCase, who)
    if (this.now < sentence.executableAt) return 'StillAppealable'
    const account = this.#account(who)
    const stake = account.bonded + account.unbonding
    const penalty = (stake * BigInt(sentence.penaltyBps) + bps - 1n) / bps
    const { reporter, rewardBps } = sentence
    const reward = reporter === undefined ? 0n : (penalty * BigInt(rewardBps)) / bps
    const fromBonded = penalty < account.bonded ? penalty : account.bonded
    account.bonded -= fromBonded
    account.unbonding -= penalty - fromBonded
    if (reporter !== undefined) this.#account(reporter).tokens += reward
    this.treasury += penalty - reward
    this.slashed += penalty
    this.rewarded += reward
    sentence.status = 'executed'
    account.holds--
    return 'ok'
  }
}

/** Offences by number, for those who draw one. */
export const offenceNumbers: readonly number[] = Object.values(offences)

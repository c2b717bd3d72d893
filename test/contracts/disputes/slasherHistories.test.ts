import { expect } from 'chai'
import { id, keccak256 } from 'ethers'
import fc from 'fast-check'
import { as, ethers, helpers } from '../support/chain.ts'
import { type Justice, stageValidators } from '../support/justice.ts'
import { type Act, JusticeModel, type Outcome, offenceNumbers } from '../support/justiceModel.ts'
import type { Operator } from '../support/operators.ts'
import { bitmapOf } from '../support/round.ts'
import { unbondingSeconds } from '../support/stage.ts'

const seed = 8_037
const stakes = [1_000n, 2_000n, 3_001n, 17n]
const tokens = 5_000n

const who = fc.nat({ max: stakes.length - 1 })
const inCase = fc.nat({ max: 2 })
const offence = fc.constantFrom(...offenceNumbers)
const reporter = fc.option(who, { nil: undefined })
const members = fc.constantFrom<readonly number[]>([0], [1, 2], [0, 1, 3], [0, 1, 2, 3])
const kind = <K extends Act['kind']>(name: K): fc.Arbitrary<K> => fc.constant(name)

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: kind('bond'), who, amount: fc.bigInt({ min: 0n, max: 3_000n }) }),
  fc.record({ kind: kind('unbond'), who, amount: fc.bigInt({ min: 0n, max: 2_000n }) }),
  fc.record({ kind: kind('withdraw'), who }),
  fc.record({ kind: kind('sentence'), inCase, who, offence, reporter }),
  fc.record({ kind: kind('sentence'), inCase, who, offence, reporter }),
  fc.record({ kind: kind('sentenceSet'), inCase, members, offence, reporter }),
  fc.record({ kind: kind('sentenceNext'), inCase, members, limit: fc.nat({ max: 4 }) }),
  fc.record({ kind: kind('sentenceNext'), inCase, members, limit: fc.nat({ max: 4 }) }),
  fc.record({ kind: kind('execute'), inCase, who }),
  fc.record({ kind: kind('execute'), inCase, who }),
  fc.record({ kind: kind('execute'), inCase, who }),
  fc.record({ kind: kind('pardon'), inCase, who }),
  fc.record({ kind: kind('wait'), seconds: fc.constantFrom(1, 2_600, 5_000, unbondingSeconds) }),
  fc.record({ kind: kind('wait'), seconds: fc.constantFrom(1, 2_600, 5_000, unbondingSeconds) }),
  fc.oneof(
    { arbitrary: fc.record({ kind: kind('closeCase'), inCase }), weight: 1 },
    { arbitrary: fc.record({ kind: kind('setReward'), bps: fc.nat({ max: 5_100 }) }), weight: 2 },
    {
      arbitrary: fc.record({ kind: kind('setPenalty'), offence, bps: fc.nat({ max: 10_000 }) }),
      weight: 2,
    },
  ),
)

const sum = (values: readonly bigint[]): bigint => values.reduce((total, one) => total + one, 0n)

/** What must hold after everything that anyone does. */
function checkInvariants(model: JusticeModel): void {
  const { accounts, sentences, treasury, slashed, rewarded } = model
  const all = accounts.map((one) => one.tokens + one.bonded + one.unbonding)
  if (sum(all) + treasury !== sum(stakes) + tokens * BigInt(stakes.length))
    throw new Error('tokens came or went')
  if (treasury + rewarded !== slashed) throw new Error('what was taken is not what was paid')
  if (2n * rewarded > slashed) throw new Error('reporters got more than half')
  for (const [number, { bonded, unbonding, holds }] of accounts.entries()) {
    const pending = sentences.filter((one) => one.who === number && one.status === 'pending')
    if (holds !== pending.length) throw new Error('holds are not the pending sentences')
    if (bonded < 0n || unbonding < 0n) throw new Error('a stake is negative')
  }
  const names = sentences.map((one) => `${one.inCase}/${one.who}`)
  if (new Set(names).size !== names.length) throw new Error('a case was sentenced twice')
}

/** What one act may do to a stake that was held before it. */
function checkHeld(model: JusticeModel, act: Act, held: readonly bigint[]): void {
  for (const [number, before] of held.entries()) {
    const { bonded, unbonding } = model.accounts[number] as JusticeModel['accounts'][number]
    const isExecuted = act.kind === 'execute' && act.who === number
    if (bonded + unbonding < before && !isExecuted) throw new Error('held stake left')
  }
}

describe('Slasher over histories', () => {
  it('behavior: stake is conserved, held stake stays, each case is sentenced once', () => {
    const outcomes = new Map<Outcome, number>()
    fc.assert(
      fc.property(fc.array(anyAct, { minLength: 40, maxLength: 120 }), (acts) => {
        const model = new JusticeModel({ now: 1_000, stakes, tokens })
        for (const act of acts) {
          const held = model.accounts.map((one) =>
            one.holds === 0 ? 0n : one.bonded + one.unbonding,
          )
          const outcome = model.act(act)
          const name = `${act.kind} ${outcome}`
          outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
          checkInvariants(model)
          checkHeld(model, act, held)
        }
      }),
      { seed, numRuns: 1_500 },
    )
    // The histories reach every way an act can end.
    for (const name of ways) expect(outcomes.get(name) ?? 0, name).to.be.greaterThan(20)
    expect(outcomes.size).to.equal(ways.length)
  }).timeout(30_000)

  it('behavior: the contracts do in every history what the model does', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { minLength: 40, maxLength: 80 }), async (acts) => {
        const justice = await helpers.loadFixture(stageHistory)
        const model = new JusticeModel({ now: await helpers.time.latest(), stakes, tokens })
        for (const act of acts) {
          const expected = model.act(act)
          seen.add(`${act.kind} ${expected}`)
          if (act.kind === 'wait') continue
          await helpers.time.setNextBlockTimestamp(model.now)
          expect(await outcomeOf(() => send(justice, act)), act.kind).to.equal(expected)
        }
        expect(await stateOf(justice)).to.deep.equal({
          accounts: model.accounts.map(({ tokens, bonded, unbonding, holds }) => [
            ...[tokens, bonded, unbonding, BigInt(holds)],
          ]),
          treasury: model.treasury,
        })
      }),
      { seed, numRuns: 24 },
    )
    expect([...seen].toSorted()).to.deep.equal(ways.toSorted())
  }).timeout(60_000)
})

const ways = [
  ...['bond ok', 'bond ZeroAmount', 'bond ERC20InsufficientBalance'],
  ...['unbond ok', 'unbond ZeroAmount', 'unbond BondTooSmall'],
  ...['withdraw ok', 'withdraw NothingUnbonding', 'withdraw StillUnbonding', 'withdraw StillHeld'],
  ...['sentence ok', 'sentence AlreadySentenced', 'sentence CaseIsClosed'],
  ...['sentenceSet ok', 'sentenceSet SetAlreadySentenced', 'sentenceSet CaseIsClosed'],
  ...['sentenceNext ok', 'sentenceNext NothingToSentence', 'sentenceNext CaseIsClosed'],
  ...['execute ok', 'execute NotPending', 'execute StillAppealable', 'pardon ok'],
  ...['pardon NotPending', 'closeCase ok', 'closeCase CaseIsClosed', 'setPenalty ok'],
  ...['setReward ok', 'setReward BadBps', 'wait ok'],
]

/** Every operator has tokens and the vault may take them. */
async function stageHistory(): Promise<Justice> {
  const justice = await stageValidators(stakes)
  const { token, vault } = justice
  for (const { wallet } of justice.operators) {
    await token.transfer(wallet, tokens)
    await as(token, wallet).approve(vault, ethers.MaxUint256)
  }
  return justice
}

async function stateOf(justice: Justice) {
  const { token, vault, treasury, operators } = justice
  const accounts: bigint[][] = []
  for (const { wallet } of operators)
    accounts.push([
      ...[await token.balanceOf(wallet), await vault.bonded(wallet)],
      ...[(await vault.unbonding(wallet)).amount, await vault.holdsOf(wallet)],
    ])
  return { accounts, treasury: await token.balanceOf(treasury) }
}

async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    await call()
    return 'ok'
  } catch (error) {
    const [, name] = /custom error '(\w+)/.exec((error as Error).message) ?? []
    if (name === undefined) throw error
    return name
  }
}

/** The transaction of an act. */
async function send(justice: Justice, act: Exclude<Act, { kind: 'wait' }>): Promise<unknown> {
  const { vault, slasher, operators } = justice
  const walletOf = (number: number) => (operators[number] as Operator).wallet
  const addressOf = (number: number | undefined): string =>
    number === undefined ? ethers.ZeroAddress : walletOf(number).address
  const caseId = 'inCase' in act ? id(`case ${act.inCase}`) : ''
  switch (act.kind) {
    case 'bond':
    case 'unbond':
      return as(vault, walletOf(act.who))[act.kind](act.amount)
    case 'withdraw':
      return as(vault, walletOf(act.who)).withdraw()
    case 'sentence':
      return slasher.sentence(caseId, addressOf(act.who), act.offence, addressOf(act.reporter))
    case 'sentenceSet': {
      const hash = keccak256(bitmapOf(act.members))
      return slasher.sentenceSet(caseId, 1, hash, act.offence, addressOf(act.reporter))
    }
    case 'sentenceNext':
      return slasher.sentenceNext(caseId, 1, bitmapOf(act.members), act.limit)
    case 'execute':
    case 'pardon':
      return slasher[act.kind](caseId, addressOf(act.who))
    case 'closeCase':
      return slasher.closeCase(caseId)
    case 'setPenalty':
      return slasher.setPenalty(act.offence, act.bps)
    case 'setReward':
      return slasher.setReward(act.bps)
  }
}

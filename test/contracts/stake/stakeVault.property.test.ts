import { expect } from 'chai'
import type { ContractTransactionResponse } from 'ethers'
import fc from 'fast-check'
import { as, ethers, helpers } from '../support/chain.ts'
import { createOperator, type Operator } from '../support/operators.ts'
import { deployAll, fresh, type Stage, unbondingSeconds } from '../support/stage.ts'
import {
  type Account,
  advance,
  bondedInAll,
  held,
  type Model,
  modelOf,
  nobody,
  type Step,
  votesOf,
} from './model.ts'

const names = ['ada', 'ben', 'cleo', 'dan']
const funds = 300n

/** Where slashed stake goes. */
const treasury = `0x${'7e'.repeat(20)}`

type Crowd = Stage & { readonly crowd: readonly Operator[] }

async function stageCrowd(): Promise<Crowd> {
  const stage = await deployAll()
  const crowd: Operator[] = []
  for (const name of names) {
    const operator = await createOperator(name)
    await stage.token.transfer(operator.wallet, funds)
    await as(stage.token, operator.wallet).approve(stage.vault, ethers.MaxUint256)
    crowd.push(operator)
  }
  return { ...stage, crowd }
}

const place = fc.nat({ max: names.length - 1 })

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    ...(['bond', 'bond', 'unbond', 'withdraw', 'slash', 'hold', 'release', 'delegate'] as const),
  ),
  who: place,
  to: fc.oneof(place, fc.constant(nobody)),
  amount: fc.bigInt({ min: 0n, max: 120n }),
  wait: fc.oneof(fc.nat({ max: 50 }), fc.constant(unbondingSeconds)),
})

function send({ vault, crowd }: Crowd, next: Step): Promise<ContractTransactionResponse> {
  const { wallet } = crowd[next.who] as Operator
  const own = as(vault, wallet)
  switch (next.do) {
    case 'bond':
      return own.bond(next.amount)
    case 'unbond':
      return own.unbond(next.amount)
    case 'withdraw':
      return own.withdraw()
    case 'slash':
      return vault.slash(wallet, next.amount, treasury)
    case 'hold':
      return vault.hold(wallet)
    case 'release':
      return vault.release(wallet)
    case 'delegate':
      return own.delegate(crowd[next.to]?.wallet ?? ethers.ZeroAddress)
  }
}

/** Holds what can be seen now against the model. */
async function compareNow({ vault, token, crowd }: Crowd, model: Model): Promise<void> {
  for (const [at, { wallet }] of crowd.entries()) {
    const { amount, readyAt } = await vault.unbonding(wallet)
    const delegate = await vault.delegates(wallet)
    expect({
      wallet: await token.balanceOf(wallet),
      bonded: await vault.bonded(wallet),
      unbonding: amount,
      readyAt: Number(readyAt),
      holds: Number(await vault.holdsOf(wallet)),
      delegate: crowd.findIndex(({ wallet: other }) => other.address === delegate),
      number: Number(await vault.numberOf(wallet)),
    }).to.deep.equal(model.accounts[at])
  }
  expect(await vault.voters()).to.equal(model.numbers)
  const [inside, taken] = [await token.balanceOf(vault), await token.balanceOf(treasury)]
  expect(inside).to.equal(held(model))
  expect(taken).to.equal(model.slashed)
  // Whatever came in is bonded, unbonding, slashed or back.
  const back = model.accounts.reduce((sum, { wallet }) => sum + wallet, 0n)
  expect(inside + taken + back).to.equal(funds * BigInt(names.length))
}

/** Holds what the vault remembers of a second against what the model was then. */
async function compareThen({ vault, crowd }: Crowd, model: Model, at: number): Promise<void> {
  expect(await vault.getPastTotalSupply(at)).to.equal(bondedInAll(model))
  for (const [index, { wallet }] of crowd.entries()) {
    const { bonded, delegate, number } = model.accounts[index] as Account
    const votes = votesOf(model, index)
    expect(await vault.getPastVotes(wallet, at)).to.equal(votes)
    expect(await vault.getPastBalanceOf(wallet, at)).to.equal(bonded)
    const chosen = crowd[delegate]?.wallet.address ?? ethers.ZeroAddress
    expect(await vault.getPastDelegate(wallet, at)).to.equal(chosen)
    // Whoever has a vote has a number, then and for good.
    if (votes > 0n) expect(number).to.be.greaterThan(0)
    const [numberNow, votesThen] = await vault.voterAt(wallet, at)
    expect([numberNow, votesThen]).to.deep.equal([await vault.numberOf(wallet), votes])
  }
}

describe('StakeVault', () => {
  it('property: any history keeps all stake, and remembers whose votes it was', async () => {
    const stage = await fresh(stageCrowd)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 30 }), async (steps) => {
        const start = await helpers.takeSnapshot()
        let model = modelOf(names.map(() => funds))
        const history: [number, Model][] = []
        for (const next of steps) {
          const now = (await helpers.time.latest()) + 1 + next.wait
          await helpers.time.setNextBlockTimestamp(now)
          const after = advance(model, next, now, unbondingSeconds)
          if (typeof after === 'string') {
            const { vault, token } = stage
            const refuser = after.startsWith('ERC20') ? token : vault
            await expect(send(stage, next)).to.be.revertedWithCustomError(refuser, after)
          } else {
            await send(stage, next)
            history.push([now - 1, model], [now, after])
            model = after
          }
        }
        await compareNow(stage, model)
        await helpers.time.increase(1)
        for (const [at, then] of history.slice(-8)) await compareThen(stage, then, at)
        await start.restore()
      }),
      { seed: 11, numRuns: 20 },
    )
  }).timeout(60_000)
})

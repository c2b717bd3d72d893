import type { Hex } from '@vain/protocol'
import { expect } from 'chai'
import fc from 'fast-check'
import { helpers } from '../support/chain.ts'
import {
  type Amounts,
  accountOf,
  activate,
  claim,
  fresh,
  funds,
  propose,
  totalOf,
} from './stage.ts'

describe('RewardMerkle', () => {
  it('property: whatever happens, nobody loses, and no more is paid than was signed', async () => {
    const stage = await fresh()
    const accounts = [0, 1, 2, 3].map((n) => accountOf(100 + n))
    const amount = fc.bigInt({ min: 0n, max: 300_000n })
    const step = fc.oneof(
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('propose'),
          amounts: fc.array(amount, { minLength: 4, maxLength: 4 }),
          total: fc.double({ min: 0.5, max: 1.2, noNaN: true }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel') }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('wait') }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('claim'), who: fc.nat(3) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
        const snapshot = await helpers.takeSnapshot()
        const trees = new Map<number, Amounts>()
        const best = new Map<Hex, bigint>()
        for (const next of steps) {
          const current = Number((await stage.rewards.current({ blockTag: 'pending' })).number)
          try {
            if ('amounts' in next) {
              const amounts = new Map(
                accounts.map((account, i) => [account, next.amounts[i] ?? 0n]),
              )
              const total = BigInt(Math.floor(Number(totalOf(amounts)) * next.total))
              const number = Number(await stage.rewards.count()) + 1
              await propose(stage, amounts, { signed: { total }, sent: { total } })
              trees.set(number, amounts)
            } else if (next.do === 'cancel') await stage.rewards.cancel(await stage.rewards.count())
            else if (next.do === 'wait') await activate()
            else if ('who' in next) {
              const account = accounts[next.who] as Hex
              const amounts = trees.get(current)
              if (amounts !== undefined) await claim(stage, amounts, account)
            }
          } catch (error) {
            const allowed = /StillPending|NotPending|Underfunded|TotalExceeded/
            if (!allowed.test(String(error))) throw error
          }
          const { total, number } = await stage.rewards.current({ blockTag: 'latest' })
          let paid = 0n
          for (const account of accounts) {
            const had = await stage.token.balanceOf(account)
            expect(had >= (best.get(account) ?? 0n)).to.equal(true)
            expect(had).to.equal(await stage.rewards.claimedOf(account))
            best.set(account, had)
            paid += had
          }
          expect(paid).to.equal(await stage.rewards.totalClaimed())
          const balance = await stage.token.balanceOf(stage.rewards)
          expect(balance + paid).to.equal(funds)
          // Whoever is still owed something within the total can be paid.
          if (number > 0n) expect(balance + paid >= total).to.equal(true)
        }
        await snapshot.restore()
      }),
      { seed: 7, numRuns: 12 },
    )
  })
})

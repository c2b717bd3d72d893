import { expect } from 'chai'
import fc from 'fast-check'
import { createBudget } from '../../src/limits/budget.ts'

describe('createBudget', () => {
  it('default: so much in a row, then so much per second, each peer by itself', () => {
    let nowMs = 0
    const budget = createBudget({ perSecond: 10, burst: 100 }, () => nowMs)
    budget.spend('a', 100)
    expect(budget.waitMs('a', 0)).to.equal(0)
    expect(budget.waitMs('a', 5)).to.equal(500)
    expect(budget.waitMs('b', 100)).to.equal(0)
    nowMs = 500
    expect(budget.waitMs('a', 5)).to.equal(0)
  })

  it('behavior: a debt is paid off first', () => {
    const budget = createBudget({ perSecond: 10, burst: 100 }, () => 0)
    budget.spend('a', 150)
    expect(budget.waitMs('a', 0)).to.equal(5_000)
  })

  it('property: whoever waits when told to spends no more than it earns and had saved', () => {
    const amounts = fc.array(fc.nat(50), { maxLength: 100 })
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 40 }), (spent, perSecond) => {
        let nowMs = 0
        const budget = createBudget({ perSecond, burst: 30 }, () => nowMs)
        let sum = 0
        for (const amount of spent) {
          nowMs += budget.waitMs('a', 0)
          budget.spend('a', amount)
          sum += amount
          // The last one may have been spent into debt.
          expect(sum - amount).to.be.at.most(30 + (perSecond * nowMs) / 1000 + 1e-6)
        }
      }),
    )
  })
})

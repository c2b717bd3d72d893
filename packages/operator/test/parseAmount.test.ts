import { expect } from 'chai'
import { formatVain, toSmallestUnit } from '../src/index.ts'

describe('toSmallestUnit', () => {
  it('vector: amounts and how they are written', () => {
    const amounts: [string, bigint][] = [
      ['0', 0n],
      ['1', 10n ** 18n],
      ['12.5', 125n * 10n ** 17n],
      ['0.000000000000000001', 1n],
      ['1000000', 10n ** 24n],
    ]
    for (const [text, amount] of amounts) {
      expect(toSmallestUnit(text)).to.equal(amount)
      expect(formatVain(amount)).to.equal(text)
    }
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { parseAmount, writeAmount } from '../../../src/shared/format/index.ts'

describe('parseAmount', () => {
  it('default: whole numbers and places behind the point', () => {
    expect(parseAmount('12')).to.equal(12n * 10n ** 18n)
    expect(parseAmount(' 1,000.5 ')).to.equal(1_000_500n * 10n ** 15n)
    expect(parseAmount('0.000000000000000001')).to.equal(1n)
  })
  it('behavior: reads what writeAmount writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (amount) => {
        expect(parseAmount(writeAmount(amount))).to.equal(amount)
      }),
    )
  })
  it('error: no amount at all', () => {
    for (const text of ['', '-1', '1.', '.5', '1e18', '0x1', '1.0000000000000000001', 'all'])
      expect(parseAmount(text), text).to.equal(undefined)
  })
})

import { assertNoWrap, type Numbers, plainSettings } from '@vain/protocol'
import { expect } from 'chai'
import fc from 'fast-check'
import { fitNumbers } from '../../src/design/fitNumbers.ts'

const { strategy } = plainSettings

const coarse: Numbers = {
  ...{ clipMicro: 10_000_000, scaleBits: 20, maxWeight: 16, laneBits: 16, rotate: true },
}

describe('fitNumbers', () => {
  it('property: sums have room, and with one bit more they would not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 100 }),
        (parameters, members) => {
          const { scaleBits } = fitNumbers(coarse, { parameters, strategy }, members)
          const check = (bits: number) => () =>
            assertNoWrap(
              { parameters, strategy, numbers: { ...coarse, scaleBits: bits } },
              members,
              0,
            )
          expect(check(scaleBits)).to.not.throw()
          if (scaleBits < 20) expect(check(scaleBits + 1)).to.throw('may wrap')
        },
      ),
    )
  })

  it('behavior: two bits are taken where three have no room', () => {
    // Norms of 40 and 80 steps, in lanes of 32,768.
    const { scaleBits } = fitNumbers(coarse, { parameters: 1, strategy }, 700)
    expect(scaleBits).to.equal(2)
  })

  it('error: refuses members whose sums have no room at all', () => {
    expect(() => fitNumbers(coarse, { parameters: 1, strategy }, 2_000)).to.throw('may wrap')
  })
})

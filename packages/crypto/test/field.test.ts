import { expect } from 'chai'
import fc from 'fast-check'
import { divide, multiply } from '../src/field.ts'
import { slowProduct } from './slowField.ts'

const element = fc.nat(0xffff)
const unit = fc.integer({ min: 1, max: 0xffff })

describe('field', () => {
  it('default: products are those of the polynomial x¹⁶ + x¹² + x³ + x + 1', () => {
    expect(multiply(0x8000, 2)).to.equal(0x100b)
    fc.assert(
      fc.property(element, element, (a, b) => {
        expect(multiply(a, b)).to.equal(slowProduct(a, b))
      }),
      { numRuns: 1000 },
    )
    for (const a of [0, 1, 0xffff])
      for (const b of [0, 1, 0xffff]) expect(multiply(a, b)).to.equal(slowProduct(a, b))
  })

  it('behavior: 2 generates every unit, so the tables cover the field', () => {
    const seen = new Set<number>()
    for (let i = 0, power = 1; i < 0xffff; i++, power = slowProduct(power, 2)) seen.add(power)
    expect(seen.size).to.equal(0xffff)
  })

  it('behavior: dividing undoes multiplying, sums distribute', () => {
    fc.assert(
      fc.property(element, unit, element, (a, b, c) => {
        expect(divide(multiply(a, b), b)).to.equal(a)
        expect(multiply(divide(a, b), b)).to.equal(a)
        expect(multiply(a ^ c, b)).to.equal(multiply(a, b) ^ multiply(c, b))
      }),
    )
  })
})

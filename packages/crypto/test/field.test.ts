import { expect } from 'chai'
import fc from 'fast-check'
import { divide, multiply } from '../src/field.ts'

const element = fc.nat(0xffff)
const unit = fc.integer({ min: 1, max: 0xffff })

/** Carry-less product reduced bit by bit, without tables. */
function slowProduct(a: number, b: number): number {
  let product = 0
  let power = a
  for (let rest = b; rest > 0; rest >>= 1) {
    if (rest & 1) product ^= power
    power <<= 1
    if (power > 0xffff) power ^= 0x1100b
  }
  return product
}

describe('field', () => {
  it('default: products are those of the polynomial x¹⁶ + x¹² + x³ + x + 1', () => {
    expect(multiply(0x8000, 2)).to.equal(0x100b)
    fc.assert(
      fc.property(element, element, (a, b) => {
        expect(multiply(a, b)).to.equal(slowProduct(a, b))
      }),
      { numRuns: 1000 },
    )
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

import { expect } from 'chai'
import fc from 'fast-check'
import {
  fromElements,
  invert,
  prime,
  readWords,
  toElement,
  toElements,
  toInteger,
} from '../../src/sketch/field.ts'

const unit = fc.bigInt({ min: 1n, max: prime - 1n })

describe('field of sketches', () => {
  it('default: every unit has an inverse', () => {
    fc.assert(
      fc.property(unit, (a) => {
        expect((a * invert(a)) % prime).to.equal(1n)
      }),
    )
  })

  it('behavior: integers below half the prime come back', () => {
    const half = prime >> 1n
    const integer = fc.oneof(fc.bigInt({ min: -half, max: half }), fc.constantFrom(-half, half, 0n))
    fc.assert(
      fc.property(integer, (a) => {
        expect(toInteger(toElement(a))).to.equal(a)
      }),
    )
  })

  it('behavior: bytes hold elements, and any bytes are some', () => {
    fc.assert(
      fc.property(fc.array(unit), (all) => {
        expect(readWords(fromElements(all))).to.deep.equal(all)
      }),
    )
    expect(toElements(new Uint8Array(32).fill(255))).to.deep.equal([0n, 0n])
    expect(toElements(fromElements([prime - 1n]))).to.deep.equal([prime - 1n])
  })
})

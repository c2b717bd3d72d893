import { expect } from 'chai'
import fc from 'fast-check'
import { concatBytes, equalBytes, fromHex, toHex, toUint } from '../src/index.ts'

describe('bytes', () => {
  it('behavior: hexadecimal is read back as written', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).to.deep.equal(bytes)
      }),
    )
  })

  it('behavior: joined parts keep their order', () => {
    const joined = concatBytes(Uint8Array.of(1, 2), new Uint8Array(), Uint8Array.of(3))
    expect(equalBytes(joined, Uint8Array.of(1, 2, 3))).to.equal(true)
    expect(equalBytes(joined, Uint8Array.of(1, 2))).to.equal(false)
  })

  it('default: integers are big-endian and fill their width', () => {
    expect(toUint(258, 32)).to.deep.equal(Uint8Array.of(0, 0, 1, 2))
  })

  it('error: what is not hexadecimal, what does not fit', () => {
    expect(() => fromHex('0xzz'))
      .to.throw()
      .with.property('code', 'base/not-hex')
    expect(() => toUint(256, 8))
      .to.throw()
      .with.property('code', 'base/out-of-range')
    expect(() => toUint(-1, 8))
      .to.throw()
      .with.property('code', 'base/out-of-range')
  })
})

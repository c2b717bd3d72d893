import { Secret } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { equalSecrets } from '../src/index.ts'

describe('equalSecrets', () => {
  it('default: equal bytes are equal', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(equalSecrets(new Secret(bytes), new Secret(bytes.slice()))).to.equal(true)
      }),
    )
  })

  it('behavior: one changed bit is noticed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.nat(7), (bytes, at, bit) => {
        const other = bytes.slice()
        const place = at % bytes.length
        other[place] = (other[place] as number) ^ (1 << bit)
        expect(equalSecrets(new Secret(bytes), new Secret(other))).to.equal(false)
      }),
    )
  })

  it('behavior: a missing byte is noticed, even a zero', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const longer = new Secret(Uint8Array.of(...bytes, 0))
        expect(equalSecrets(new Secret(bytes), longer)).to.equal(false)
        expect(equalSecrets(longer, new Secret(bytes))).to.equal(false)
      }),
    )
  })
})

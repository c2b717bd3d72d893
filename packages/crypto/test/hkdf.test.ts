import { hkdfSync } from 'node:crypto'
import { fromHex, Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { hkdf } from '../src/index.ts'
import { readVectors, reveal, secretOf } from './readVectors.ts'

type Vectors = {
  cases: { case: string; key: string; salt: string; info: string; output: string }[]
}

describe('hkdf', () => {
  it('vector: RFC 5869 A.1 to A.3, Wycheproof', () => {
    for (const { case: name, key, salt, info, output } of readVectors<Vectors>('hkdf').cases)
      expect(toHex(reveal(hkdf(secretOf(key), fromHex(salt), fromHex(info)))), name).to.equal(
        output,
      )
  })

  it('behavior: agrees with the platform', () => {
    const bytes = fc.uint8Array({ maxLength: 100 })
    fc.assert(
      fc.property(bytes, bytes, bytes, fc.integer({ min: 1, max: 200 }), (key, salt, info, n) => {
        const expected = new Uint8Array(hkdfSync('sha256', key, salt, info, n))
        expect(reveal(hkdf(new Secret(key), salt, info, n))).to.deep.equal(expected)
      }),
    )
  })
})

import { concatBytes, fromHex, Secret, toHex } from '@vain/base'
import { hkdf, sha256 } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { readVectors } from '../../../packages/crypto/test/readVectors.ts'
import { deployAny } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'

const seed = 20_264

async function mock() {
  return deployAny('HkdfMock')
}

type Vectors = {
  cases: { case: string; key: string; salt: string; info: string; output: string }[]
}

/** A salt as the library takes it. HMAC fills up short keys and hashes long ones (RFC 2104 §2). */
const saltOf = (salt: Uint8Array): string =>
  toHex(salt.length > 64 ? sha256(salt) : concatBytes(salt, new Uint8Array(32 - salt.length)))

describe('Hkdf', () => {
  it('vector: RFC 5869 A.1 to A.3, Wycheproof', async () => {
    const library = await fresh(mock)
    const cases = readVectors<Vectors>('hkdf').cases.filter(({ salt }) => {
      const { length } = fromHex(salt)
      return length <= 32 || length > 64
    })
    for (const a of ['A.1', 'A.2', 'A.3'])
      expect(cases.some(({ case: name }) => name.includes(a))).to.equal(true)
    for (const { case: name, key, salt, info, output } of cases.slice(0, 40))
      expect(await library.derive?.(key, saltOf(fromHex(salt)), info), name).to.equal(output)
  })

  it('vector: RFC 4231 test case 2 of HMAC', async () => {
    const library = await fresh(mock)
    const key = toHex(concatBytes(new TextEncoder().encode('Jefe'), new Uint8Array(28)))
    const message = toHex(new TextEncoder().encode('what do ya want for nothing?'))
    expect(await library.hmac?.(key, message)).to.equal(
      '0x5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  it('behavior: agrees with the members, whatever the info', async () => {
    const library = await fresh(mock)
    const word = fc.uint8Array({ minLength: 32, maxLength: 32 })
    await fc.assert(
      fc.asyncProperty(word, word, fc.uint8Array({ maxLength: 80 }), async (key, salt, info) => {
        const expected = hkdf(new Secret(key), salt, info).open((bytes) => toHex(bytes))
        expect(await library.derive?.(toHex(key), toHex(salt), toHex(info))).to.equal(expected)
      }),
      { seed, numRuns: 40 },
    )
  })
})

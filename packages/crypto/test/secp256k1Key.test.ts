import { createECDH } from 'node:crypto'
import { Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { addressOf, secp256k1PublicKey } from '../src/index.ts'
import { readVectors, secretOf } from './readVectors.ts'

type Vectors = { sign: { case: string; key: string; publicKey: string; address: string }[] }

describe('secp256k1Key', () => {
  it('vector: public keys and addresses of known keys', () => {
    for (const { case: name, key, publicKey, address } of readVectors<Vectors>('ecdsa').sign) {
      expect(toHex(secp256k1PublicKey(secretOf(key))), name).to.equal(publicKey)
      expect(toHex(addressOf(secretOf(key))), name).to.equal(address)
    }
  })

  it('behavior: public keys agree with the platform', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 31, maxLength: 31 }), (tail) => {
        // The leading 1 keeps it in range.
        const key = Uint8Array.of(1, ...tail)
        const platform = createECDH('secp256k1')
        platform.setPrivateKey(key)
        expect(`0x04${toHex(secp256k1PublicKey(new Secret(key))).slice(2)}`).to.equal(
          `0x${platform.getPublicKey('hex')}`,
        )
      }),
      { numRuns: 20 },
    )
  })

  it('error: what is no secret key', () => {
    const order = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'
    for (const key of ['00'.repeat(32), order, 'ff'.repeat(32), '01', '00'.repeat(31), ''])
      for (const use of [secp256k1PublicKey, addressOf])
        expect(() => use(secretOf(key)), key)
          .to.throw()
          .with.property('code', 'crypto/bad-secret-key')
  })
})

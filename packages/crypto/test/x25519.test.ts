import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'
import { concatBytes, fromHex, Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { x25519PublicKey, x25519SharedSecret } from '../src/index.ts'
import { readVectors, reveal, secretOf } from './readVectors.ts'

type Vectors = {
  cases: { case: string; privateKey: string; publicKey: string; sharedSecret: string | null }[]
}

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })

/** The platform's answer; the constants are the DER headers of RFC 8410. */
function platformSharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return diffieHellman({
    privateKey: createPrivateKey({
      key: Buffer.from(concatBytes(fromHex('302e020100300506032b656e04220420'), privateKey)),
      format: 'der',
      type: 'pkcs8',
    }),
    publicKey: createPublicKey({
      key: Buffer.from(concatBytes(fromHex('302a300506032b656e032100'), publicKey)),
      format: 'der',
      type: 'spki',
    }),
  })
}

describe('x25519SharedSecret', () => {
  it('vector: RFC 7748 §5.2, Wycheproof; secrets of zero are refused', () => {
    for (const { case: name, privateKey, publicKey, sharedSecret } of readVectors<Vectors>('x25519')
      .cases) {
      const agree = (): string =>
        toHex(reveal(x25519SharedSecret(secretOf(privateKey), fromHex(publicKey))))
      if (sharedSecret === null)
        expect(agree, name).to.throw().with.property('code', 'crypto/zero-shared-secret')
      else expect(agree(), name).to.equal(sharedSecret)
    }
  })

  it('vector: RFC 7748 §5.2, iterated 1 and 1,000 times', () => {
    let k = fromHex('09'.padEnd(64, '0'))
    let u = k
    for (let i = 1; i <= 1000; i++) {
      const next = reveal(x25519SharedSecret(new Secret(k), u))
      u = k
      k = next
      if (i === 1)
        expect(toHex(k)).to.equal(
          '0x422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079',
        )
    }
    expect(toHex(k)).to.equal('0x684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51')
  })

  it('vector: RFC 7748 §6.1', () => {
    const alice = secretOf('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a')
    const bob = secretOf('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb')
    expect(toHex(x25519PublicKey(alice))).to.equal(
      '0x8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    )
    expect(toHex(x25519PublicKey(bob))).to.equal(
      '0xde9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    )
    for (const secret of [
      x25519SharedSecret(alice, x25519PublicKey(bob)),
      x25519SharedSecret(bob, x25519PublicKey(alice)),
    ])
      expect(toHex(reveal(secret))).to.equal(
        '0x4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
      )
  })

  it('behavior: agrees with the platform', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const publicKey = x25519PublicKey(new Secret(b))
        expect(toHex(reveal(x25519SharedSecret(new Secret(a), publicKey)))).to.equal(
          toHex(platformSharedSecret(a, publicKey)),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('error: keys of the wrong length', () => {
    const good = new Uint8Array(32).fill(9)
    for (const length of [0, 31, 33]) {
      const bad = new Uint8Array(length)
      for (const call of [
        () => x25519SharedSecret(new Secret(bad), good),
        () => x25519SharedSecret(new Secret(good), bad),
        () => x25519PublicKey(new Secret(bad)),
      ])
        expect(call, `${length}`).to.throw().with.property('code', 'crypto/bad-length')
    }
  })
})

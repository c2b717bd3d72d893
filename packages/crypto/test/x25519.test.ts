import { fromHex, Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { openX25519Key, x25519PublicKey, x25519SharedSecret } from '../src/index.ts'
import { x25519 as native } from '../src/x25519/node.ts'
import type { X25519 } from '../src/x25519/port.ts'
import { x25519 as portable } from '../src/x25519/portable.ts'
import { readVectors, reveal, secretOf } from './readVectors.ts'

type Vectors = {
  cases: { case: string; privateKey: string; publicKey: string; sharedSecret: string | null }[]
}

const vectors = readVectors<Vectors>('x25519')
const key = fc.uint8Array({ minLength: 32, maxLength: 32 })

const platforms: [string, X25519][] = [
  ['node', native],
  ['portable', portable],
]

describe('platforms of X25519', () => {
  for (const [name, x25519] of platforms)
    it(`vector: RFC 7748 §5.2, Wycheproof; secrets of zero are refused, ${name}`, () => {
      for (const { case: what, privateKey, publicKey, sharedSecret } of vectors.cases) {
        const secret = x25519.open(fromHex(privateKey))(fromHex(publicKey))
        expect(secret && toHex(secret), what).to.equal(sharedSecret ?? undefined)
      }
    })

  it('behavior: agree with each other', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(native.publicKey(a)).to.deep.equal(portable.publicKey(a))
        // Not only public keys of someone: any 32 bytes, with the top bit set as well.
        for (const publicKey of [portable.publicKey(b), b])
          expect(native.open(a)(publicKey)).to.deep.equal(portable.open(a)(publicKey))
      }),
      { numRuns: 30 },
    )
  })
})

describe('x25519SharedSecret', () => {
  it('error: points of low order', () => {
    const low = vectors.cases.filter(({ sharedSecret }) => sharedSecret === null)
    expect(low).not.to.have.length(0)
    for (const { case: name, privateKey, publicKey } of low)
      expect(() => x25519SharedSecret(secretOf(privateKey), fromHex(publicKey)), name)
        .to.throw()
        .with.property('code', 'crypto/zero-shared-secret')
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

  it('behavior: a key read once agrees with many and does not follow its bytes', () => {
    const bytes = new Uint8Array(32).fill(3)
    for (const x25519 of platforms.map(([, one]) => one)) {
      const mine = bytes.slice()
      const agree = x25519.open(mine)
      mine.fill(0)
      for (const other of [5, 6]) {
        const theirs = new Uint8Array(32).fill(other)
        expect(agree(x25519.publicKey(theirs))).to.deep.equal(
          x25519.open(theirs)(x25519.publicKey(bytes)),
        )
      }
    }
    const peer = x25519PublicKey(new Secret(bytes.with(0, 9)))
    expect(reveal(openX25519Key(new Secret(bytes)).agree(peer))).to.deep.equal(
      reveal(x25519SharedSecret(new Secret(bytes), peer)),
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

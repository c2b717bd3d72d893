import { shake128 } from '@noble/hashes/sha3.js'
import { fromHex, type RandomSource, Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  isKemPublicKey,
  kemDecapsulate,
  kemEncapsulate,
  kemPublicKey,
  openKemKey,
} from '../src/index.ts'
import { kem as chosen, native } from '../src/kem/node.ts'
import type { Kem } from '../src/kem/port.ts'
import { kem as portable } from '../src/kem/portable.ts'
import { readVectors, reveal, secretOf } from './readVectors.ts'

type Vectors = {
  keys: { case: string; seed: string; publicKey: string }[]
  encapsulations: {
    case: string
    message: string
    publicKey: string
    ciphertext: string | null
    secret: string | null
  }[]
  decapsulations: { case: string; seed: string; ciphertext: string; secret: string }[]
  accumulated: { rounds: number; digest: string }
}

const vectors = readVectors<Vectors>('kem')
// The cast cannot fail: the Node that runs the tests has ML-KEM, as the first test says.
const platforms: [string, Kem][] = [
  ['node', native as Kem],
  ['portable', portable],
]
const seeds = fc.uint8Array({ minLength: 64, maxLength: 64 })
const seed = new Uint8Array(64).fill(7)
const zeros: RandomSource = (length) => new Uint8Array(length)

describe('platforms of ML-KEM-768', () => {
  it('default: this Node has its own', () => {
    expect(native).not.to.equal(undefined)
    expect(chosen).to.equal(native)
  })

  for (const [name, kem] of platforms) {
    it(`vector: Wycheproof, ${name}`, () => {
      for (const { case: what, seed: from, publicKey } of vectors.keys)
        expect(toHex(kem.publicKey(fromHex(from))), what).to.equal(publicKey)
      for (const { case: what, seed: from, ciphertext, secret } of vectors.decapsulations)
        expect(toHex(kem.open(fromHex(from))(fromHex(ciphertext))), what).to.equal(secret)
    })

    it(`vector: a hundred accumulated rounds with their rejections, ${name}`, () => {
      const stream = shake128.create()
      const input = (length: number): Uint8Array => stream.xof(length)
      const output = shake128.create()
      for (let round = 0; round < vectors.accumulated.rounds; round++) {
        const from = input(64)
        const publicKey = kem.publicKey(from)
        const message = input(32)
        // Only the portable one can be told its randomness.
        const { ciphertext, secret } = portable.encapsulate(publicKey, () => message)
        const decapsulate = kem.open(from)
        expect(decapsulate(ciphertext)).to.deep.equal(secret)
        for (const part of [publicKey, ciphertext, secret, decapsulate(input(1088))])
          output.update(part)
      }
      expect(toHex(output.xof(32))).to.equal(vectors.accumulated.digest)
    })

    it(`behavior: what ${name} encapsulates, both decapsulate`, () => {
      fc.assert(
        fc.property(seeds, fc.uint8Array({ minLength: 32, maxLength: 32 }), (from, message) => {
          const publicKey = kem.publicKey(from)
          expect(publicKey).to.deep.equal(portable.publicKey(from))
          const { ciphertext, secret } = kem.encapsulate(publicKey, () => message)
          for (const [, other] of platforms)
            expect(other.open(from)(ciphertext)).to.deep.equal(secret)
        }),
        { numRuns: 10 },
      )
    })
  }

  it('behavior: both reject any ciphertext in the same way', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.uint8Array({ minLength: 1088, maxLength: 1088 }),
        (from, ciphertext) => {
          const [one, other] = platforms.map(([, kem]) => toHex(kem.open(from)(ciphertext)))
          expect(one).to.equal(other)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('vector: Wycheproof encapsulations, portable', () => {
    for (const { case: what, message, publicKey, ciphertext, secret } of vectors.encapsulations) {
      if (ciphertext === null) continue
      const made = portable.encapsulate(fromHex(publicKey), () => fromHex(message))
      expect(toHex(made.ciphertext), what).to.equal(ciphertext)
      expect(toHex(made.secret), what).to.equal(secret)
    }
  })

  it('error: a random source that gives too little', () => {
    expect(() => portable.encapsulate(portable.publicKey(seed), () => new Uint8Array(31)))
      .to.throw()
      .with.property('code', 'crypto/bad-length')
  })
})

describe('isKemPublicKey', () => {
  it('vector: Wycheproof, coefficients that are not reduced', () => {
    for (const { case: what, publicKey, ciphertext } of vectors.encapsulations)
      expect(isKemPublicKey(fromHex(publicKey)), what).to.equal(ciphertext !== null)
  })

  it('behavior: refuses what the platform refuses, coefficient by coefficient', () => {
    const good = kemPublicKey(new Secret(seed))
    const coefficient = fc.record({
      place: fc.integer({ min: 0, max: 767 }),
      value: fc.oneof(fc.integer({ min: 0, max: 4095 }), fc.constantFrom(3328, 3329, 4095)),
    })
    fc.assert(
      fc.property(coefficient, ({ place, value }) => {
        const key = good.slice()
        const at = 3 * (place >> 1)
        const view = new DataView(key.buffer)
        const word = view.getUint8(at) | (view.getUint16(at + 1, true) << 8)
        const changed = place % 2 === 0 ? (word & 0xfff000) | value : (word & 0xfff) | (value << 12)
        view.setUint8(at, changed & 255)
        view.setUint16(at + 1, changed >> 8, true)
        expect(isKemPublicKey(key)).to.equal(value < 3329)
        const encapsulate = (): unknown => (native as Kem).encapsulate(key, zeros)
        if (value < 3329) encapsulate()
        else expect(encapsulate).to.throw()
      }),
    )
  })

  it('behavior: refuses other lengths', () => {
    for (const length of [0, 1183, 1185]) expect(isKemPublicKey(new Uint8Array(length))).to.be.false
    expect(isKemPublicKey(new Uint8Array(1184))).to.equal(true)
  })
})

describe('kemEncapsulate and kemDecapsulate', () => {
  it('default: both ends get one secret, once more with a key read once', () => {
    const publicKey = kemPublicKey(new Secret(seed))
    const key = openKemKey(new Secret(seed))
    for (let i = 0; i < 3; i++) {
      const { ciphertext, secret } = kemEncapsulate(publicKey, zeros)
      expect(ciphertext).to.have.length(1088)
      expect(reveal(secret)).to.have.length(32)
      expect(reveal(key.decapsulate(ciphertext))).to.deep.equal(reveal(secret))
      expect(reveal(kemDecapsulate(new Secret(seed), ciphertext))).to.deep.equal(reveal(secret))
    }
  })

  it('behavior: another key, or one bit changed, gives another secret and no error', () => {
    const { ciphertext, secret } = kemEncapsulate(kemPublicKey(new Secret(seed)), zeros)
    const changed = ciphertext.with(1087, (ciphertext[1087] as number) ^ 1)
    for (const got of [
      kemDecapsulate(new Secret(seed), changed),
      kemDecapsulate(new Secret(seed.with(0, 8)), ciphertext),
    ])
      expect(reveal(got)).to.have.length(32).and.not.deep.equal(reveal(secret))
  })

  it('behavior: a key that was read does not follow its bytes', () => {
    const bytes = seed.slice()
    const key = openKemKey(new Secret(bytes))
    const { ciphertext, secret } = kemEncapsulate(kemPublicKey(new Secret(seed)), zeros)
    bytes.fill(0)
    expect(reveal(key.decapsulate(ciphertext))).to.deep.equal(reveal(secret))
  })

  it('error: a public key that is none', () => {
    for (const key of [new Uint8Array(1183), new Uint8Array(1184).fill(255)])
      expect(() => kemEncapsulate(key, zeros))
        .to.throw()
        .with.property('code', 'crypto/bad-kem-key')
  })

  it('error: seeds and ciphertexts of the wrong length', () => {
    const short = secretOf('0x'.padEnd(128, '0'))
    for (const call of [
      () => kemPublicKey(short),
      () => openKemKey(short),
      () => kemDecapsulate(short, new Uint8Array(1088)),
      () => kemDecapsulate(new Secret(seed), new Uint8Array(1087)),
      () => kemDecapsulate(new Secret(seed), new Uint8Array(1089)),
    ])
      expect(call).to.throw().with.property('code', 'crypto/bad-length')
  })
})

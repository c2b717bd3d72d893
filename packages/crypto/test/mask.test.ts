import { chacha20 } from '@noble/ciphers/chacha.js'
import { fromHex, Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { addVectors, applyMasks, maskBlock } from '../src/index.ts'
import { readVectors } from './readVectors.ts'

type CipherCase = {
  case: string
  key: string
  nonce: string
  counter: number
  plaintext: string
  ciphertext: string
}

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
const words = fc.array(fc.nat(0xffffffff)).map((values) => Uint32Array.from(values))
const secret = new Secret(new Uint8Array(32).fill(3))

describe('applyMasks', () => {
  it('vector: the cipher it is made of, RFC 8439 §2.3.2, §2.4.2, A.1 and A.2', () => {
    for (const vector of readVectors<{ cases: CipherCase[] }>('chacha20').cases)
      expect(
        toHex(
          chacha20(
            fromHex(vector.key),
            fromHex(vector.nonce),
            fromHex(vector.plaintext),
            undefined,
            vector.counter,
          ),
        ),
        vector.case,
      ).to.equal(vector.ciphertext)
  })

  it('default: lanes of 32 bits, from the first word', () => {
    fc.assert(
      fc.property(words, key, (values, keyBytes) => {
        const streams = [{ key: new Secret(keyBytes), sign: 1 as const }]
        const [one, other] = [values.slice(), values.slice()]
        applyMasks(one, streams)
        applyMasks(other, streams, { lanes: 32, firstWord: 0 })
        expect(one).to.deep.equal(other)
      }),
    )
  })

  it('behavior: what is added can be taken off, in any order, in pieces, over several windows', () => {
    const values = Uint32Array.from({ length: 40_003 }, (_, i) => Math.imul(i, 2_654_435_761))
    for (const lanes of [16, 32] as const) {
      const vector = values.slice()
      const [a, b] = [1, 2].map((byte) => new Secret(new Uint8Array(32).fill(byte))) as [
        Secret<Uint8Array>,
        Secret<Uint8Array>,
      ]
      applyMasks(
        vector,
        [
          { key: a, sign: -1 },
          { key: b, sign: 1 },
        ],
        { lanes },
      )
      expect(vector).to.not.deep.equal(values)
      for (const [start, end] of [
        [20_001, 40_003],
        [0, 20_001],
      ] as const)
        applyMasks(
          vector.subarray(start, end),
          [
            { key: b, sign: -1 },
            { key: a, sign: 1 },
          ],
          {
            lanes,
            firstWord: start,
          },
        )
      expect(vector).to.deep.equal(values)
    }
  })

  it('behavior: takes memory that threads share', () => {
    const shared = new Uint32Array(new SharedArrayBuffer(4 * 20_000))
    const own = new Uint32Array(20_000)
    for (const vector of [shared, own]) applyMasks(vector, [{ key: secret, sign: 1 }])
    expect(Buffer.compare(Buffer.from(shared), Buffer.from(own))).to.equal(0)
  })

  it('error: a key of the wrong length, before a word is touched', () => {
    for (const length of [0, 16, 31, 33]) {
      const vector = new Uint32Array(3)
      const wrong = { key: new Secret(new Uint8Array(length)), sign: 1 as const }
      expect(() => applyMasks(vector, [{ key: secret, sign: 1 }, wrong]))
        .to.throw()
        .with.property('code', 'crypto/bad-length')
      expect(vector).to.deep.equal(new Uint32Array(3))
    }
  })

  it('error: words beyond the end of a stream, or at no place in it', () => {
    for (const firstWord of [-1, 0.5, 2 ** 36 - 18, Number.NaN, 2 ** 60])
      expect(() => applyMasks(new Uint32Array(3), [], { firstWord }), `${firstWord}`)
        .to.throw()
        .with.property('code', 'crypto/beyond-stream')
    applyMasks(new Uint32Array(3), [{ key: secret, sign: 1 }], { firstWord: 2 ** 36 - 19 })
  })
})

describe('addVectors', () => {
  it('default: adds word by word in place, and wraps at 2³²', () => {
    const total = Uint32Array.of(1, 2, 0xffff_ffff)
    addVectors(total, Uint32Array.of(10, 20, 30))
    expect(total).to.deep.equal(Uint32Array.of(11, 22, 29))
  })

  it('behavior: lanes of 16 bits wrap without a carry', () => {
    const total = Uint32Array.of(0x0001_ffff, 0xffff_0001)
    addVectors(total, Uint32Array.of(0x0002_0001, 0x0001_0001), 16)
    expect(total).to.deep.equal(Uint32Array.of(0x0003_0000, 0x0000_0002))
  })

  it('error: lengths differ', () => {
    const total = Uint32Array.of(1)
    expect(() => addVectors(total, Uint32Array.of(1, 2)))
      .to.throw()
      .with.property('code', 'crypto/length-mismatch')
    expect(total).to.deep.equal(Uint32Array.of(1))
  })
})

describe('maskBlock', () => {
  it('behavior: is the block of the stream', () => {
    fc.assert(
      fc.property(key, fc.oneof(fc.nat({ max: 40 }), fc.nat(0xfffffffe)), (keyBytes, number) => {
        const expected = new Uint32Array(16)
        const streams = [{ key: new Secret(keyBytes), sign: 1 as const }]
        applyMasks(expected, streams, { firstWord: 16 * number })
        const block = maskBlock(new Secret(keyBytes), number).open((bytes) => bytes)
        expect(Buffer.compare(block, Buffer.from(expected.buffer))).to.equal(0)
      }),
    )
  })
})

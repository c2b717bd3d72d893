import { createCipheriv } from 'node:crypto'
import { chacha20 } from '@noble/ciphers/chacha.js'
import { fromHex, Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { addMask, maskBlock, subtractMask } from '../src/index.ts'
import { readVectors, secretOf } from './readVectors.ts'

type MaskCase = {
  case: string
  key: string
  words: number[]
  far?: { index: number; word: number }[]
}
type CipherCase = {
  case: string
  key: string
  nonce: string
  counter: number
  plaintext: string
  ciphertext: string
}

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })

/** The first `length` words of PRG(key), as `addMask` sees them. */
function maskWords(secret: Secret<Uint8Array>, length: number): Uint32Array {
  const words = new Uint32Array(length)
  addMask(words, secret)
  return words
}

/** The same by the platform; its IV is the counter followed by the nonce. */
function platformWords(keyBytes: Uint8Array, length: number): number[] {
  const bytes = createCipheriv('chacha20', keyBytes, new Uint8Array(16)).update(
    new Uint8Array(4 * length),
  )
  return Array.from({ length }, (_, i) => bytes.readUInt32LE(4 * i))
}

describe('addMask', () => {
  it('vector: the keystream as little-endian words, also far into it', () => {
    for (const { case: name, key, words, far } of readVectors<{ cases: MaskCase[] }>('mask')
      .cases) {
      expect([...maskWords(secretOf(key), words.length)], name).to.deep.equal(words)
      const mask = maskWords(secretOf(key), 40_000)
      for (const { index, word } of far ?? []) expect(mask[index], `${index}`).to.equal(word)
    }
  })

  it('vector: RFC 8439 A.1 and A.2, what has the nonce zero', () => {
    const cases = readVectors<{ cases: CipherCase[] }>('chacha20').cases.filter(({ nonce }) =>
      /^0x0+$/.test(nonce),
    )
    expect(cases).to.have.length(5)
    for (const { case: name, key, counter, plaintext, ciphertext } of cases) {
      expect(plaintext).to.match(/^0x0+$/)
      const words = maskWords(secretOf(key), 16 * (counter + 1)).subarray(16 * counter)
      expect(toHex(new Uint8Array(words.slice().buffer)), name).to.equal(ciphertext)
    }
  })

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

  it('behavior: agrees with the platform at every border of blocks and chunks', () => {
    const keyBytes = Uint8Array.from({ length: 32 }, (_, i) => 7 * i)
    for (const length of [0, 1, 15, 16, 17, 16_383, 16_384, 16_385, 32_768, 50_001])
      expect([...maskWords(new Secret(keyBytes), length)], `${length} words`).to.deep.equal(
        platformWords(keyBytes, length),
      )
  })

  it('behavior: adds modulo 2³² and only to the words it was given', () => {
    fc.assert(
      fc.property(key, fc.array(fc.nat(0xffffffff), { minLength: 2 }), (keyBytes, values) => {
        const whole = Uint32Array.from(values)
        addMask(whole.subarray(1), new Secret(keyBytes))
        const mask = platformWords(keyBytes, values.length - 1)
        expect([...whole]).to.deep.equal(
          values.map((value, i) => (i === 0 ? value : (value + (mask[i - 1] as number)) % 2 ** 32)),
        )
      }),
    )
  })

  it('error: a key of the wrong length', () => {
    for (const length of [0, 16, 31, 33])
      for (const apply of [addMask, subtractMask])
        expect(() => apply(new Uint32Array(1), new Secret(new Uint8Array(length))))
          .to.throw()
          .with.property('code', 'crypto/bad-length')
  })
})

describe('subtractMask', () => {
  it('default: undoes addMask', () => {
    fc.assert(
      fc.property(key, fc.array(fc.nat(0xffffffff)), (keyBytes, values) => {
        const secret = new Secret(keyBytes)
        const words = Uint32Array.from(values)
        addMask(words, secret)
        subtractMask(words, secret)
        expect([...words]).to.deep.equal(values)
      }),
    )
  })

  it('behavior: undoes addMask over several chunks, in either order', () => {
    const values = Uint32Array.from({ length: 40_003 }, (_, i) => Math.imul(i, 2_654_435_761))
    const words = values.slice()
    const [one, two] = [1, 2].map((byte) => new Secret(new Uint8Array(32).fill(byte))) as [
      Secret<Uint8Array>,
      Secret<Uint8Array>,
    ]
    subtractMask(words, one)
    addMask(words, two)
    addMask(words, one)
    expect(words).to.not.deep.equal(values)
    subtractMask(words, two)
    expect(words).to.deep.equal(values)
  })
})

describe('maskBlock', () => {
  it('behavior: is the block of the stream', () => {
    fc.assert(
      fc.property(key, fc.nat({ max: 40 }), (keyBytes, number) => {
        const expected = platformWords(keyBytes, 16 * (number + 1)).slice(16 * number)
        const block = maskBlock(new Secret(keyBytes), number).open((bytes) => bytes)
        const view = new DataView(block.buffer, block.byteOffset)
        const words = Array.from({ length: block.length / 4 }, (_, i) =>
          view.getUint32(4 * i, true),
        )
        expect(words).to.deep.equal(expected)
      }),
    )
  })
})

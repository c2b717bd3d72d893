import { createCipheriv } from 'node:crypto'
import { fromHex, Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Kernel, Lanes, MaskStream } from '../../src/keystream/kernel.ts'
import { hasMemory, loadMemory } from '../../src/keystream/memory.ts'
import { kernel as nodeChoice, nodeKernel } from '../../src/keystream/node.ts'
import { kernel as portableChoice } from '../../src/keystream/portable.ts'
import { scalarKernel } from '../../src/keystream/scalar.ts'
import { simdKernel } from '../../src/keystream/simd.ts'
import { readVectors, secretOf } from '../readVectors.ts'

type MaskCase = {
  case: string
  key: string
  words: number[]
  far?: { index: number; word: number }[]
}
type CipherCase = { case: string; key: string; nonce: string; counter: number; ciphertext: string }

const kernels: Readonly<Record<string, Kernel>> = { nodeKernel, simdKernel, scalarKernel }

/** What a kernel adds to zeros. */
function streamOf(kernel: Kernel, key: Secret<Uint8Array>, length: number, firstWord = 0) {
  const words = new Uint32Array(length)
  kernel.applyStreams(words, [{ key, sign: 1 }], firstWord, 32)
  return words
}

/** Words of the keystream, one block at a time. */
function platformWords(key: Uint8Array, firstWord: number, length: number): number[] {
  const ahead = firstWord % 16
  const iv = new Uint8Array(16)
  new DataView(iv.buffer).setUint32(0, (firstWord - ahead) / 16, true)
  const bytes = createCipheriv('chacha20', key, iv).update(new Uint8Array(4 * (ahead + length)))
  return Array.from({ length }, (_, i) => bytes.readUInt32LE(4 * (ahead + i)))
}

/** The sum in the other lane width's plainest form: numbers of `lanes` bits, each on its own. */
function addPlainly(word: number, addend: number, sign: 1 | -1, lanes: Lanes): number {
  const modulus = 2n ** BigInt(lanes)
  const halves = lanes === 32 ? [0n] : [0n, 16n]
  return Number(
    halves.reduce((sum, shift) => {
      const [a, b] = [word, addend].map((it) => (BigInt(it) >> shift) % modulus) as [bigint, bigint]
      const lane = (((a + BigInt(sign) * b) % modulus) + modulus) % modulus
      return sum + (lane << shift)
    }, 0n),
  )
}

const lanes = fc.constantFrom<Lanes>(16, 32)
const sign = fc.constantFrom<1 | -1>(1, -1)
const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
const streams = fc.array(fc.record({ key, sign }), { maxLength: 4 })
const toStreams = (raw: readonly { key: Uint8Array; sign: 1 | -1 }[]): MaskStream[] =>
  raw.map((stream) => ({ key: new Secret(stream.key), sign: stream.sign }))

/** Words that fill their lanes, the same ones for a length. */
const someWords = (length: number): Uint32Array =>
  Uint32Array.from({ length }, (_, i) => Math.imul(i + 1, 2_654_435_761))

for (const [name, kernel] of Object.entries(kernels))
  describe(`applyStreams of ${name}`, () => {
    it('vector: the keystream as little-endian words, also far into it', () => {
      for (const { case: title, key, words, far } of readVectors<{ cases: MaskCase[] }>('mask')
        .cases) {
        expect([...streamOf(kernel, secretOf(key), words.length)], title).to.deep.equal(words)
        const mask = streamOf(kernel, secretOf(key), 40_000)
        for (const { index, word } of far ?? []) {
          expect(mask[index], `${index}`).to.equal(word)
          expect(streamOf(kernel, secretOf(key), 1, index)[0], `from ${index}`).to.equal(word)
        }
      }
    })

    it('vector: RFC 8439 A.1 and A.2, what has the nonce zero', () => {
      const cases = readVectors<{ cases: CipherCase[] }>('chacha20').cases.filter(({ nonce }) =>
        /^0x0+$/.test(nonce),
      )
      expect(cases).to.have.length(5)
      for (const { case: title, key, counter, ciphertext } of cases) {
        const words = streamOf(kernel, secretOf(key), fromHex(ciphertext).length / 4, 16 * counter)
        expect(toHex(new Uint8Array(words.buffer)), title).to.equal(ciphertext)
      }
    })

    it('behavior: adds in each lane alone, and only to the words it was given', () => {
      const length = fc.nat({ max: 70 })
      const firstWord = fc.oneof(
        fc.nat({ max: 100 }),
        fc.maxSafeNat().map((n) => n % (2 ** 36 - 86)),
      )
      fc.assert(
        fc.property(streams, length, firstWord, lanes, (raw, length, firstWord, lanes) => {
          const words = someWords(length + 2)
          const expected = [...words]
          for (const { key, sign } of raw)
            platformWords(key, firstWord, length).forEach((word, i) => {
              expected[i + 1] = addPlainly(expected[i + 1] as number, word, sign, lanes)
            })
          kernel.applyStreams(words.subarray(1, -1), toStreams(raw), firstWord, lanes)
          expect([...words]).to.deep.equal(expected)
        }),
      )
    })

    it('behavior: reaches the last word of a stream', () => {
      const keyBytes = new Uint8Array(32).fill(9)
      const firstWord = 2 ** 36 - 16 - 21
      expect([...streamOf(kernel, new Secret(keyBytes), 21, firstWord)]).to.deep.equal(
        platformWords(keyBytes, firstWord, 21),
      )
    })
  })

describe('kernels', () => {
  it('behavior: are bit for bit the same at every border of blocks, steps and windows', () => {
    const length = fc.constantFrom(1, 15, 16, 63, 64, 65, 16_383, 16_384, 16_385, 32_768, 40_001)
    const firstWord = fc.oneof(
      fc.constantFrom(0, 1, 15, 16, 16_383, 16_384),
      fc.nat({ max: 2 ** 31 }),
    )
    fc.assert(
      fc.property(streams, length, firstWord, lanes, (raw, length, firstWord, lanes) => {
        const [first, ...others] = Object.values(kernels).map((kernel) => {
          const words = someWords(length)
          kernel.applyStreams(words, toStreams(raw), firstWord, lanes)
          return Buffer.from(words.buffer)
        })
        for (const other of others) expect(first?.equals(other)).to.equal(true)
      }),
      { numRuns: 60 },
    )
  })

  it('behavior: add the same vectors', () => {
    const length = fc.constantFrom(0, 1, 7, 8, 63, 64, 65, 16_383, 16_384, 16_385, 40_001)
    fc.assert(
      fc.property(length, lanes, fc.nat(0xffffffff), (length, lanes, factor) => {
        const vector = Uint32Array.from({ length }, (_, i) => Math.imul(i + 3, factor))
        const before = someWords(length)
        const expected = vector.map((word, i) => addPlainly(before[i] as number, word, 1, lanes))
        for (const [name, kernel] of Object.entries(kernels)) {
          const total = before.slice()
          kernel.add(total, vector, lanes)
          expect(Buffer.from(total.buffer).equals(Buffer.from(expected.buffer)), name).to.equal(
            true,
          )
        }
      }),
      { numRuns: 30 },
    )
  })

  it('behavior: leave neither keys nor keystream nor half masked words behind', () => {
    const { bytes } = loadMemory()
    const streams = toStreams([{ key: new Uint8Array(32).fill(1), sign: 1 }])
    for (const kernel of [nodeKernel, simdKernel]) {
      kernel.applyStreams(someWords(40_001), streams, 5, 32)
      expect(bytes.every((byte) => byte === 0)).to.equal(true)
      const broken = [
        ...streams,
        { key: new Secret(new Uint8Array(40 * 65_536)), sign: 1 as const },
      ]
      expect(() => kernel.applyStreams(someWords(40_001), broken, 5, 32)).to.throw()
      expect(bytes.every((byte) => byte === 0)).to.equal(true)
    }
  })

  it('default: Node takes its own cipher, everyone else vectors', () => {
    expect(hasMemory()).to.equal(true)
    expect(nodeChoice).to.equal(nodeKernel)
    expect(portableChoice).to.equal(simdKernel)
  })
})

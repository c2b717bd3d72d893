import { toHex } from '@vain/base'
import { addVectors } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { deployAny } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'

const seed = 20_262

async function mock() {
  return deployAny('Words32Mock')
}

/** Eight words, often at the borders where carries and borrows are born. */
const eight = fc.array(
  fc.oneof(
    fc.constantFrom(0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
    fc.integer({ min: 0, max: 0xffff_ffff }),
  ),
  { minLength: 8, maxLength: 8 },
)

const lanesOf = (words: readonly number[]): bigint =>
  words.reduce((value, word) => (value << 32n) | BigInt(word), 0n)

/** The bytes of the words as a vector holds them. */
const bytesOf = (words: readonly number[]): bigint => {
  const bytes = new Uint8Array(32)
  words.forEach((word, i) => {
    new DataView(bytes.buffer).setUint32(4 * i, word, true)
  })
  return BigInt(toHex(bytes))
}

describe('Words32', () => {
  it('behavior: adds as vectors are added, lane by lane', async () => {
    const words = await fresh(mock)
    await fc.assert(
      fc.asyncProperty(eight, eight, async (a, b) => {
        const sum = Uint32Array.from(a)
        addVectors(sum, Uint32Array.from(b))
        expect(await words.add?.(lanesOf(a), lanesOf(b))).to.equal(lanesOf([...sum]))
      }),
      { seed, numRuns: 60 },
    )
  })

  it('behavior: subtraction undoes addition', async () => {
    const words = await fresh(mock)
    await fc.assert(
      fc.asyncProperty(eight, eight, async (a, b) => {
        const difference = await words.sub?.(lanesOf(a), lanesOf(b))
        expect(difference).to.equal(lanesOf(a.map((word, i) => (word - (b[i] ?? 0)) >>> 0)))
        expect(await words.add?.(difference, lanesOf(b))).to.equal(lanesOf(a))
      }),
      { seed, numRuns: 60 },
    )
  })

  it('behavior: a carry or a borrow never leaves its lane', async () => {
    const words = await fresh(mock)
    const all = 2n ** 256n - 1n
    for (let lane = 0n; lane < 8n; lane++) {
      const one = 1n << (32n * lane)
      expect(await words.add?.(all, one)).to.equal(all - (0xffff_ffffn << (32n * lane)))
      expect(await words.sub?.(0n, one)).to.equal(0xffff_ffffn << (32n * lane))
    }
  })

  it('behavior: reads the bytes of a vector, and writes them', async () => {
    const words = await fresh(mock)
    await fc.assert(
      fc.asyncProperty(eight, async (values) => {
        expect(await words.swap?.(bytesOf(values))).to.equal(lanesOf(values))
        expect(await words.swap?.(lanesOf(values))).to.equal(bytesOf(values))
      }),
      { seed, numRuns: 30 },
    )
  })
})

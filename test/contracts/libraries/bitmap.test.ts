import { toHex } from '@vain/base'
import { toBitmap } from '@vain/protocol'
import { expect } from 'chai'
import fc from 'fast-check'
import { deployAny } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'

const ones = 2n ** 256n - 1n
const seed = 20_261

async function mock() {
  return deployAny('BitmapMock')
}

const bitsOf = (word: bigint): number[] =>
  [...Array(256).keys()].filter((bit) => (word >> BigInt(bit)) & 1n)

describe('Bitmap', () => {
  it('default: counts, finds and lists the members that TypeScript wrote', async () => {
    const bitmap = await fresh(mock)
    const indices = fc.uniqueArray(fc.nat({ max: 1_100 }), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(
        indices,
        fc.nat({ max: 1_100 }),
        fc.nat({ max: 70 }),
        async (all, from, limit) => {
          const sorted = all.toSorted((a, b) => a - b)
          const bytes = toHex(toBitmap(all))
          expect(await bitmap.count?.(bytes)).to.equal(all.length)
          expect(await bitmap.isCanonical?.(bytes)).to.equal(true)
          expect(await bitmap.has?.(bytes, from)).to.equal(all.includes(from))
          const expected = sorted.filter((index) => index >= from).slice(0, limit)
          expect(Array.from(await bitmap.membersFrom?.(bytes, from, limit), Number)).to.deep.equal(
            expected,
          )
        },
      ),
      { seed, numRuns: 40 },
    )
  })

  it('default: selects the bit of each rank', async () => {
    const bitmap = await fresh(mock)
    const word = fc.bigInt({ min: 1n, max: ones })
    const sparse = fc
      .uniqueArray(fc.nat({ max: 255 }), { minLength: 1, maxLength: 5 })
      .map((bits) => bits.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n))
    await fc.assert(
      fc.asyncProperty(fc.oneof(word, sparse), fc.nat(), async (bits, number) => {
        const set = bitsOf(bits)
        const rank = number % set.length
        expect(await bitmap.popCount?.(bits)).to.equal(set.length)
        expect(await bitmap.select?.(bits, rank)).to.equal(set[rank])
      }),
      { seed, numRuns: 60 },
    )
  })

  it('default: ranks lead from members to positions and back', async () => {
    const bitmap = await fresh(mock)
    const indices = fc.uniqueArray(fc.nat({ max: 1_100 }), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(indices, fc.nat({ max: 1_400 }), fc.nat(), async (all, any, pick) => {
        const sorted = all.toSorted((a, b) => a - b)
        const bytes = toHex(toBitmap(all))
        expect(await bitmap.rankOf?.(bytes, any)).to.equal(sorted.filter((i) => i < any).length)
        const rank = pick % sorted.length
        expect(await bitmap.memberAt?.(bytes, rank)).to.equal(sorted[rank])
        expect(await bitmap.rankOf?.(bytes, sorted[rank])).to.equal(rank)
      }),
      { seed, numRuns: 40 },
    )
  })

  it('behavior: the full word', async () => {
    const bitmap = await fresh(mock)
    expect(await bitmap.popCount?.(ones)).to.equal(256)
    expect(await bitmap.popCount?.(0)).to.equal(0)
    for (const rank of [0, 31, 32, 127, 128, 255])
      expect(await bitmap.select?.(ones, rank)).to.equal(rank)
  })

  it('behavior: reverses bytes', async () => {
    const bitmap = await fresh(mock)
    const bytes = Uint8Array.from({ length: 32 }, (_, i) => i + 1)
    expect(await bitmap.reverse?.(toHex(bytes))).to.equal(BigInt(toHex(bytes.toReversed())))
  })

  it('behavior: a trailing zero byte is not canonical, no byte is', async () => {
    const bitmap = await fresh(mock)
    expect(await bitmap.isCanonical?.('0x0100')).to.equal(false)
    expect(await bitmap.isCanonical?.('0x00')).to.equal(false)
    expect(await bitmap.isCanonical?.('0x')).to.equal(true)
  })

  it('behavior: what lies behind the bytes in memory does not count', async () => {
    const bitmap = await fresh(mock)
    for (const bytes of ['0x', '0x01', `0x${'11'.repeat(31)}`, `0x${'11'.repeat(32)}`])
      expect(await bitmap.countBeforeOnes?.(bytes)).to.equal(
        bytes.length - 2 > 2 ? bytes.length - 2 : (bytes.length - 2) / 2,
      )
  })
})

import { concatBytes, fromHex, Secret, toHex } from '@vain/base'
import { applyMasks } from '@vain/crypto'
import { fromWords } from '@vain/protocol'
import { expect } from 'chai'
import fc from 'fast-check'
import { readVectors } from '../../../packages/crypto/test/readVectors.ts'
import { deployAny } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'

const seed = 20_263

async function mock() {
  return deployAny('ChaCha20Mock')
}

const joined = (halves: readonly string[]): string => toHex(concatBytes(...halves.map(fromHex)))

type Vectors = {
  cases: { case: string; key: string; nonce: string; counter: number; ciphertext: string }[]
}

/** The cases of RFC 8439 A.1 with nonce zero: what encrypts zeros is the keystream. */
const vectors = readVectors<Vectors>('chacha20').cases.filter(
  ({ case: name, nonce }) =>
    name.startsWith('RFC 8439 A.1') && fromHex(nonce).every((b) => b === 0),
)

describe('ChaCha20', () => {
  it('vector: RFC 8439 A.1, the blocks with nonce zero', async () => {
    const cipher = await fresh(mock)
    expect(vectors.length).to.equal(4)
    for (const { case: name, key, counter, ciphertext } of vectors)
      expect(joined(await cipher.keystream?.(key, counter)), name).to.equal(ciphertext)
  })

  it('behavior: every block is the one that masks a vector there', async () => {
    const cipher = await fresh(mock)
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
    await fc.assert(
      fc.asyncProperty(key, fc.nat({ max: 70 }), async (bytes, block) => {
        const words = new Uint32Array(16 * (block + 1))
        applyMasks(words, [{ key: new Secret(bytes), sign: 1 }])
        expect(joined(await cipher.keystream?.(toHex(bytes), block))).to.equal(
          toHex(fromWords(words.slice(16 * block))),
        )
      }),
      { seed, numRuns: 40 },
    )
  })

  it('behavior: uses the whole counter', async () => {
    const cipher = await fresh(mock)
    const key = `0x${'07'.repeat(32)}`
    const blocks = new Set<string>()
    for (const counter of [0, 1, 0xff, 0x100, 0xffff, 0x10000, 0xff_ffff, 0xffff_ffff])
      blocks.add(joined(await cipher.keystream?.(key, counter)))
    expect(blocks.size).to.equal(8)
  })

  it('behavior: a block costs less than 8,500 gas', async () => {
    const cipher = await fresh(mock)
    const gas = Number(await cipher.gasOfBlock?.(`0x${'07'.repeat(32)}`, 9))
    expect(gas).to.be.greaterThan(1_000).and.lessThan(8_500)
  })
})

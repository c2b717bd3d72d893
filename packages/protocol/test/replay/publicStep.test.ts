import { fromHex, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { publicCoins, publicPart, quantiseUpdate, trainingSeed } from '../../src/index.ts'

const model = { root: `0x${'11'.repeat(32)}` } as const

describe('trainingSeed', () => {
  it('vector: SHA-256 of model, run, round and member', () => {
    const seed = trainingSeed({ run: 1, round: 2, model } as never, 3)
    // hashlib.sha256(bytes.fromhex('11' * 32 + '00000001' + '00000002' + '0003'))
    expect(toHex(seed)).to.equal(
      '0xf9530c1f337c20fea52ced991118f192e1f3d99b63ec90f9e6812fd9ea2b69a5',
    )
  })
})

describe('publicPart', () => {
  const members = fc.uniqueArray(fc.nat(65_534), { minLength: 1, maxLength: 40 })
  const partsOf = (indices: readonly number[], round: number): number[] =>
    indices.map((index) => publicPart({ round, members: indices }, index).part)

  it('default: every part of a round is one member’s', () => {
    fc.assert(
      fc.property(members, fc.integer({ min: 1, max: 2 ** 32 - 1 }), (indices, round) => {
        const sorted = partsOf(indices, round).toSorted((a, b) => a - b)
        expect(sorted).to.deep.equal([...indices.keys()])
        expect(publicPart({ round, members: indices }, indices[0] as number).parts).to.equal(
          indices.length,
        )
      }),
    )
  })

  it('behavior: each round the next part, whatever order members are named in', () => {
    expect(partsOf([3, 5, 9], 1)).to.deep.equal([1, 2, 0])
    expect(partsOf([3, 5, 9], 2)).to.deep.equal([2, 0, 1])
    expect(partsOf([9, 5, 3], 1)).to.deep.equal([0, 2, 1])
  })

  it('error: who is no member has no part', () => {
    expect(() => publicPart({ round: 1, members: [1, 2] }, 3)).to.throw('no member of the round')
  })
})

describe('publicCoins', () => {
  const seed = fromHex(`0x${'07'.repeat(32)}`)

  it('default: the same for everyone, other ones for another training', () => {
    const coins = publicCoins(seed)(4_096)
    expect(publicCoins(seed.slice())(4_096)).to.deep.equal(coins)
    expect(coins.subarray(0, 10)).to.deep.equal(publicCoins(seed)(10))
    expect(publicCoins(fromHex(`0x${'08'.repeat(32)}`))(4_096)).to.not.deep.equal(coins)
    // Half of all bits, and six deviations of √(n/4) about it.
    const ones = coins.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
    expect(Math.abs(ones - 16_384)).to.be.below(6 * Math.sqrt(32_768 / 4))
  })

  it('behavior: an update rounded with them is the same to the bit', () => {
    const update = Float32Array.from({ length: 999 }, (_, i) => Math.sin(i) / 50)
    const numbers = {
      clipMicro: 1_000_000,
      scaleBits: 14,
      maxWeight: 100,
      laneBits: 16,
      rotate: true,
    } as const
    const privacy = { unit: 'none' } as never
    const lanes = () =>
      quantiseUpdate(update, 10, { numbers, privacy }, model.root, publicCoins(seed))
    expect(lanes()).to.deep.equal(lanes())
  })
})

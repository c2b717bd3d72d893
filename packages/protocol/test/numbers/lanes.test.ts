import { addVectors } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { fromWords, packLanes, plainSettings, unpackLanes, vectorWords } from '../../src/index.ts'

const shape = (parameters: number, laneBits: 16 | 32) => ({
  ...plainSettings,
  parameters,
  numbers: { clipMicro: 1, scaleBits: 1, maxWeight: 1, laneBits, rotate: false },
})

describe('lanes', () => {
  it('default: as many bytes a number as a lane has', () => {
    expect([1, 2, 3, 9].map((d) => vectorWords(shape(d, 32)))).to.deep.equal([2, 3, 4, 10])
    expect([1, 2, 3, 9].map((d) => vectorWords(shape(d, 16)))).to.deep.equal([1, 2, 2, 5])
    const measured = fromWords(packLanes(new Int32Array(1_000_000), 16)).length
    expect(measured / 1_000_000).to.equal(2)
  })

  it('default: the first number is in the low half, the last word is padded', () => {
    const words = packLanes(Int32Array.of(1, -1, -32_768), 16)
    expect(words).to.deep.equal(Uint32Array.of(0xffff_0001, 0x8000))
    expect(unpackLanes(words, shape(2, 16))).to.deep.equal(Int32Array.of(1, -1, -32_768))
  })

  it('behavior: sums of packed numbers are packed sums, up to a wrap of the lane', () => {
    const lanes = fc.array(fc.integer({ min: -40_000, max: 40_000 }), {
      minLength: 5,
      maxLength: 5,
    })
    for (const laneBits of [16, 32] as const)
      fc.assert(
        fc.property(fc.array(lanes, { minLength: 1, maxLength: 5 }), (updates) => {
          const total = new Uint32Array(vectorWords(shape(4, laneBits)))
          for (const update of updates)
            addVectors(total, packLanes(Int32Array.from(update), laneBits), laneBits)
          const wrap = laneBits === 16 ? (sum: number) => (sum << 16) >> 16 : (sum: number) => sum
          const sums = [0, 1, 2, 3, 4].map((j) =>
            wrap(updates.reduce((sum, update) => sum + (update[j] as number), 0)),
          )
          expect([...unpackLanes(total, shape(4, laneBits))]).to.deep.equal(sums)
        }),
      )
  })

  it('behavior: what stands in the padding is not read', () => {
    const words = Uint32Array.of(0x0002_0001, 0x7777_0003)
    expect([...unpackLanes(words, shape(2, 16))]).to.deep.equal([1, 2, 3])
  })

  it('error: too few or too many words', () => {
    for (const length of [1, 3])
      expect(() => unpackLanes(new Uint32Array(length), shape(2, 16)))
        .to.throw()
        .with.property('code', 'protocol/bad-vector')
  })
})

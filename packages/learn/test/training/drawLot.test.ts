import { toUint } from '@vain/base'
import { expect } from 'chai'
import { drawLot } from '../../src/training/drawLot.ts'

const seedOf = (i: number): Uint8Array => toUint(i, 32)

describe('drawLot', () => {
  it('default: sizes and places are those of one draw for each example', () => {
    const [count, rate, lots] = [400, 0.1, 500]
    const hits = new Array<number>(count).fill(0)
    const sizes = Array.from({ length: lots }, (_, i) => {
      const lot = drawLot(count, rate * 1e6, seedOf(i))
      for (const position of lot) hits[position] = (hits[position] as number) + 1
      return lot.length
    })
    const mean = sizes.reduce((sum, size) => sum + size, 0) / lots
    const variance = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / (lots - 1)
    // Binomial: mean 40, variance 36; the bounds are five standard errors away.
    expect(mean).to.be.within(40 - 1.35, 40 + 1.35)
    expect(variance).to.be.within(36 * 0.68, 36 * 1.32)
    const spread = hits.reduce((sum, hit) => sum + (hit - lots * rate) ** 2, 0) / count
    expect(spread).to.be.within(45 * 0.64, 45 * 1.36)
  })

  it('behavior: one example more leaves the draw of the others as it is', () => {
    for (let i = 0; i < 20; i++) {
      const lot = drawLot(100, 300_000, seedOf(i))
      const more = drawLot(101, 300_000, seedOf(i))
      expect(more.filter((position) => position < 100)).to.deep.equal(lot)
    }
  })

  it('behavior: all at rate one, none at rate zero, by the seed in between', () => {
    expect(drawLot(5, 1e6, seedOf(0))).to.deep.equal(Int32Array.of(0, 1, 2, 3, 4))
    expect(drawLot(5, 0, seedOf(0))).to.have.length(0)
    expect(drawLot(500, 5e5, seedOf(0))).not.to.deep.equal(drawLot(500, 5e5, seedOf(1)))
  })
})

import { expect } from 'chai'
import { lastRms } from '../../src/learning/lastRms.ts'

describe('lastRms', () => {
  it('default: of the last pass alone, a short batch counting for less', () => {
    // Two passes of five examples by two: batches of 2, 2 and 1.
    const losses = Float32Array.of(9, 9, 9, 1, 2, 5)
    expect(lastRms(losses, 5, 2)).to.equal(Math.sqrt((2 * 1 + 2 * 4 + 1 * 25) / 5))
  })

  it('behavior: examples that differ count for more than those that are alike', () => {
    expect(lastRms(Float32Array.of(3, 3), 4, 2)).to.equal(3)
    expect(lastRms(Float32Array.of(0, 6), 4, 2)).to.be.above(3)
  })
})

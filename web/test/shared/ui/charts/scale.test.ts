import { expect } from 'chai'
import { createScale, rangeOf, ticksOf } from '../../../../src/shared/ui/charts/scale.ts'

describe('rangeOf', () => {
  it('default: holds all values', () => {
    expect(rangeOf([3, -1, 2], 'number')).to.deep.equal([-1, 3])
  })

  it('behavior: is never empty', () => {
    expect(rangeOf([], 'number')).to.deep.equal([0, 1])
    expect(rangeOf([4], 'number')).to.deep.equal([2, 6])
    expect(rangeOf([0], 'number')).to.deep.equal([-0.5, 0.5])
    expect(rangeOf([4], 'whole')).to.deep.equal([3, 5])
  })
})

describe('createScale', () => {
  it('default: draws the ends of a range at those of the plot', () => {
    const { place } = createScale([10, 20], 100, 0)
    expect([10, 15, 20].map(place)).to.deep.equal([100, 50, 0])
  })
})

describe('ticksOf', () => {
  const ticks = (from: number, to: number, most: number, measure: 'number' | 'whole' | 'time') =>
    ticksOf(createScale([from, to], 0, 1), most, measure)

  it('default: are round values inside the range, no more than asked for', () => {
    expect(ticks(0, 1, 6, 'number')).to.deep.equal([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(ticks(0.11, 0.39, 4, 'number')).to.deep.equal([0.2, 0.3])
    expect(ticks(0, 0.3, 4, 'number')).to.deep.equal([0, 0.1, 0.2, 0.3])
  })

  it('behavior: counts whole things in whole steps', () => {
    expect(ticks(1, 3, 9, 'whole')).to.deep.equal([1, 2, 3])
    expect(ticks(0, 1_000, 6, 'whole')).to.deep.equal([0, 200, 400, 600, 800, 1_000])
  })

  it('behavior: reads time by clock and calendar', () => {
    expect(ticks(0, 7_200, 5, 'time')).to.deep.equal([0, 1_800, 3_600, 5_400, 7_200])
    expect(ticks(0, 86_400 * 3, 4, 'time')).to.deep.equal([0, 86_400, 172_800, 259_200])
  })
})

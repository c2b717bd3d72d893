import { expect } from 'chai'
import {
  formatCount,
  formatMeasured,
  formatNumber,
  formatScore,
  formatShare,
  shareOf,
} from '../../../src/shared/format/number.ts'

describe('formats of numbers', () => {
  it('default: shares to a tenth of a percent, counts whole, measures to four figures', () => {
    expect([0, 0.98765, 1].map(formatShare)).to.deep.equal(['0%', '98.8%', '100%'])
    expect(formatCount(335_120)).to.equal('335,120')
    expect([0.0123456, 12.34567].map(formatNumber)).to.deep.equal(['0.01235', '12.35'])
  })
})

describe('formats of columns', () => {
  it('behavior: keep their last figures, so that digits stand below each other', () => {
    expect([0.98, 0.9705, 1].map(formatScore)).to.deep.equal(['98.0%', '97.1%', '100.0%'])
    expect([0.0753, 0.1775].map(formatMeasured)).to.deep.equal(['0.07530', '0.1775'])
  })
})

describe('shareOf', () => {
  it('default: is the ratio of amounts that numbers cannot hold', () => {
    expect(shareOf(2n * 10n ** 30n, 3n * 10n ** 30n)).to.equal(0.66666)
  })

  it('behavior: is nothing of nothing', () => {
    expect(shareOf(0n, 0n)).to.equal(0)
  })
})

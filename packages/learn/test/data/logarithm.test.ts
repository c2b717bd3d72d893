import { expect } from 'chai'
import { exponential, logarithm } from '../../src/data/logarithm.ts'

describe('logarithm', () => {
  it('default: agrees with Math.log', () => {
    for (const x of [5e-324, 1e-300, 1e-9, 0.1, 0.7, 0.99999, 1, 1.4, 1.5, 2, 10, 1e300])
      expect(logarithm(x)).to.be.closeTo(Math.log(x), 4e-16 * Math.abs(Math.log(x)) + 1e-17)
  })
})

describe('exponential', () => {
  it('default: agrees with Math.exp', () => {
    for (const x of [0, -1e-12, -0.3, -0.35, -1, -17.5, -300, -744])
      expect(exponential(x)).to.be.closeTo(Math.exp(x), 1e-13 * Math.exp(x) + 5e-324)
  })

  it('behavior: far below zero it is zero', () => {
    expect(exponential(-1e9)).to.equal(0)
  })
})

import { expect } from 'chai'
import { targetLevels, targetShare, toTarget, varianceOf } from '../../src/data/target.ts'

describe('toTarget', () => {
  it('default: a range becomes −1 … 1, exactly at its ends and its middle', () => {
    const labels = [0, 0.25, 0.5, 1].map(toTarget)
    expect(labels.map((label) => label * targetShare - 1)).to.deep.equal([-1, -0.5, 0, 1])
    expect(toTarget(1)).to.equal(targetLevels - 1)
  })

  it('behavior: every label is exact in float32', () => {
    for (const part of [1 / 3, 1 - 2 ** -24, 0.999]) {
      expect(Math.fround(toTarget(part))).to.equal(toTarget(part))
      expect(toTarget(part) / (targetLevels - 1)).to.be.closeTo(part, 2 ** -25)
    }
  })
})

describe('varianceOf', () => {
  it('default: mean square of the distances from the mean, in half ranges', () => {
    const labels = Int32Array.from([0, 0.5, 0.5, 1].map(toTarget))
    expect(varianceOf({ labels, count: 4 })).to.equal(0.5)
    expect(varianceOf({ labels: labels.slice(1, 3), count: 2 })).to.equal(0)
  })
})

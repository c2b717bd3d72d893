import { expect } from 'chai'
import { slackOfSmoothing, slackOfSum } from '../../src/mechanism/slack.ts'

const reach = 40

function discreteGaussian(variance: number): Map<number, number> {
  const weights = new Map<number, number>()
  let norm = 0
  for (let x = -2 * reach; x <= 2 * reach; x++) {
    weights.set(x, Math.exp((-x * x) / (2 * variance)))
    norm += weights.get(x) ?? 0
  }
  return new Map([...weights].map(([x, weight]) => [x, weight / norm]))
}

const chance = (of: ReadonlyMap<number, number>, x: number): number => of.get(x) ?? 0

describe('slackOfSum', () => {
  for (const variance of [0.5, 0.7, 1])
    it(`behavior: bounds how far a sum of two is from one of twice the variance, σ² = ${variance}`, () => {
      const [part, whole] = [discreteGaussian(variance), discreteGaussian(2 * variance)]
      let worst = 0
      for (let x = -12; x <= 12; x++) {
        let sum = 0
        for (let y = -reach; y <= reach; y++) sum += chance(part, y) * chance(part, x - y)
        worst = Math.max(worst, Math.abs(Math.log(sum / chance(whole, x))))
      }
      expect(worst).to.be.above(1e-5)
      expect(worst).to.be.below(slackOfSum(variance, 2))
    })

  it('behavior: rises with parts, falls with variance, and is none for one part', () => {
    expect(slackOfSum(1, 1)).to.equal(0)
    expect(slackOfSum(1, 10)).to.be.above(slackOfSum(1, 9))
    expect(slackOfSum(2, 10)).to.be.below(slackOfSum(1, 10))
    let plain = 0
    for (let k = 1; k < 10_000; k++) plain += 10 * Math.exp((-4 * Math.PI ** 2 * k) / (k + 1))
    expect(Math.abs(slackOfSum(2, 10_000) / plain - 1)).to.be.below(1e-5)
  })
})

describe('slackOfSmoothing', () => {
  it('behavior: bounds how far a norm depends on where it is centred', () => {
    for (const variance of [0.3, 0.5, 0.8]) {
      const normAt = (centre: number): number => {
        let sum = 0
        for (let x = -reach; x <= reach; x++) sum += Math.exp(-((x - centre) ** 2) / (2 * variance))
        return sum
      }
      const worst = Math.log(normAt(0) / normAt(0.5))
      expect(worst).to.be.above(1e-7)
      expect(worst).to.be.at.most(slackOfSmoothing(variance) * (1 + 1e-6))
    }
  })
})

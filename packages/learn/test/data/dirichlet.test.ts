import { fromText } from '@vain/base'
import { expect } from 'chai'
import { drawDirichlet } from '../../src/data/dirichlet.ts'
import { createDraws } from '../../src/random/draws.ts'

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

describe('drawDirichlet', () => {
  it('default: shares sum to one and are reproducible', () => {
    const draw = () => drawDirichlet(5, 0.5, createDraws('test', fromText('seed')))
    expect(sum(draw())).to.be.closeTo(1, 1e-12)
    expect(draw()).to.deep.equal(draw())
  })

  it('behavior: mean and variance are those of the distribution', () => {
    const [parts, count] = [4, 4_000]
    for (const alpha of [0.3, 1, 5]) {
      const draws = createDraws('test', fromText(`seed ${alpha}`))
      const first = Array.from({ length: count }, () => drawDirichlet(parts, alpha, draws)[0] ?? 0)
      const mean = sum(first) / count
      const variance = sum(first.map((share) => (share - mean) ** 2)) / count
      const expected = (parts - 1) / (parts * parts * (parts * alpha + 1))
      expect(mean, `mean at ${alpha}`).to.be.closeTo(1 / parts, 5 * Math.sqrt(expected / count))
      expect(variance / expected, `variance at ${alpha}`).to.be.within(0.9, 1.1)
    }
  })

  it('behavior: a tiny concentration gives numbers, and nearly all to one', () => {
    const shares = drawDirichlet(3, 1e-4, createDraws('test', fromText('seed')))
    expect(shares.every(Number.isFinite)).to.equal(true)
    expect(Math.max(...shares)).to.be.above(0.99)
  })
})

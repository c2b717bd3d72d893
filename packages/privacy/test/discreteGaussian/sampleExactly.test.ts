import { expect } from 'chai'
import { ratio, sampleDiscreteGaussian } from '../../src/index.ts'
import { readGolden } from '../readGolden.ts'
import { createStream, toRatio } from '../streams.ts'
import { chiSquare, probabilities } from './statistics.ts'

type Case = { readonly seed: string; readonly variance: string; readonly samples: number[] }

describe('sampleDiscreteGaussian', () => {
  const { cases } = readGolden<{ cases: readonly Case[] }>('exactSamples')
  for (const { seed, variance, samples } of cases)
    it(`vector: what the authors' implementation draws from the same bits, σ² = ${variance}`, () => {
      const random = createStream(seed)
      const drawn = samples.map(() => sampleDiscreteGaussian(toRatio(variance), random))
      expect(drawn.map(Number)).to.deep.equal(samples)
    })

  for (const variance of [ratio(1n, 4n), ratio(5n, 1n)])
    it(`behavior: comes up as often as it should, σ² = ${variance.numerator}/${variance.denominator}`, () => {
      const random = createStream('frequencies')
      const samples = Array.from({ length: 20_000 }, () =>
        Number(sampleDiscreteGaussian(variance, random)),
      )
      const sigma2 = Number(variance.numerator) / Number(variance.denominator)
      // Probability that a true sampler exceeds it: 10⁻⁶. The seed is fixed.
      expect(chiSquare(samples, probabilities(sigma2))).to.be.below(5)
    })

  it('error: no variance', () => {
    expect(() => sampleDiscreteGaussian(ratio(0n, 1n), createStream('x'))).to.throw(/variance/)
    expect(() => ratio(1n, 0n)).to.throw(/denominator/)
  })
})

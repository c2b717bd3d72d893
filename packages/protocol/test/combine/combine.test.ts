import { readFileSync } from 'node:fs'
import { VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { type CombineRule, combine, combineRules, leastMeans } from '../../src/index.ts'
import { references } from './references.ts'

type Case = {
  rule: CombineRule
  means: number
  length: number
  byzantine: number
  first: string
  sha256: string
}
const file = new URL('../../../../test/vectors/combine.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytesOf = (vector: Float64Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(8 * vector.length))
  vector.forEach((value, i) => {
    view.setFloat64(8 * i, value, true)
  })
  return new Uint8Array(view.buffer)
}

const robust = combineRules.filter((rule) => rule !== 'mean')
const value = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
)
const vectors = (count: number, length: number): fc.Arbitrary<Float64Array[]> =>
  fc.array(
    fc
      .array(value, { minLength: length, maxLength: length })
      .map((list) => Float64Array.from(list)),
    { minLength: count, maxLength: count },
  )
/** As many means as a rule needs for `byzantine` bad ones, or a few more. */
const scene = (rule: CombineRule): fc.Arbitrary<{ means: Float64Array[]; byzantine: number }> =>
  fc
    .record({ byzantine: fc.nat(3), more: fc.nat(4), length: fc.integer({ min: 1, max: 6 }) })
    .chain(({ byzantine, more, length }) =>
      vectors(leastMeans(rule, byzantine) + more, length).map((means) => ({ means, byzantine })),
    )

const distance = (a: Float64Array, b: Float64Array): number =>
  Math.hypot(...a.map((x, j) => x - (b[j] as number)))

const expectClose = (a: Float64Array, b: Float64Array, context: string): void => {
  const size = Math.max(1, ...a.map(Math.abs))
  expect(distance(a, b) / size, context).to.be.below(1e-9)
}

describe('combine', () => {
  for (const rule of combineRules)
    it(`default: ${rule} is what a straightforward program computes`, () => {
      fc.assert(
        fc.property(scene(rule), ({ means, byzantine }) => {
          const before = means.map((mean) => mean.slice())
          const combined = combine(rule, means, byzantine)
          expectClose(combined, references[rule](means, byzantine), 'reference')
          expect(means, 'inputs').to.deep.equal(before)
        }),
      )
    })

  it('vector: bytes that another program computed, on every machine', () => {
    for (const { rule, means: count, length, byzantine, ...expected } of cases) {
      const means = Array.from({ length: count }, (_, i) =>
        Float64Array.from({ length }, (_, j) => {
          const word = (Math.imul(i, 2654435761) + Math.imul(j * 40503, (i % 5) + 1)) | 0
          return ((word >> 12) * 2048) / (65536 * (1000 + 7 * i))
        }),
      )
      const bytes = bytesOf(combine(rule, means, byzantine))
      const name = `${rule} of ${count} × ${length}`
      expect(hex(bytes.subarray(0, 24)), name).to.equal(expected.first)
      expect(hex(sha256(bytes)), name).to.equal(expected.sha256)
    }
  })

  it('vector: the median of Flower’s test of FedMedian', () => {
    const means = [0.2, 1, 0.5].map((x) => new Float64Array(4).fill(x))
    expect(combine('median', means, 1)).to.deep.equal(new Float64Array(4).fill(0.5))
  })

  it('behavior: the order of the means does not matter where no two score alike', () => {
    const word = fc.integer({ min: -(2 ** 30), max: 2 ** 30 })
    const vector = fc.array(word, { minLength: 3, maxLength: 3 })
    const generic = fc.array(
      vector.map((list) => Float64Array.from(list)),
      { minLength: 11, maxLength: 11 },
    )
    for (const rule of combineRules)
      fc.assert(
        fc.property(generic, fc.integer({ min: 1, max: 10 }), (means, by) => {
          const distances = means.flatMap((a, i) => means.slice(0, i).map((b) => distance(a, b)))
          fc.pre(new Set(distances).size === distances.length)
          const turned = [...means.slice(by), ...means.slice(0, by)]
          expectClose(combine(rule, turned, 2), combine(rule, means, 2), rule)
        }),
        { numRuns: 50 },
      )
  })

  it('behavior: vectors that agree come out as they are, whatever the others say', () => {
    for (const rule of robust)
      fc.assert(
        fc.property(scene(rule), fc.integer({ min: 1, max: 6 }), ({ means, byzantine }, seed) => {
          const honest = means[0] as Float64Array
          const from = seed % (means.length - byzantine + 1)
          const mixed = means.map((mean, i) => (i >= from && i < from + byzantine ? mean : honest))
          expectClose(combine(rule, mixed, byzantine), honest, `${rule} ${byzantine}`)
        }),
      )
  })

  it('behavior: no number of bad vectors that is allowed moves the result far', () => {
    for (const rule of robust)
      fc.assert(
        fc.property(scene(rule), fc.double({ min: 1, max: 1e90, noNaN: true }), (drawn, far) => {
          const { means, byzantine } = drawn
          const honest = means.slice(byzantine)
          const spread = Math.max(...honest.flatMap((a) => honest.map((b) => distance(a, b))))
          const mixed = means.map((mean, i) => (i < byzantine ? mean.map((x) => x + far) : mean))
          const combined = combine(rule, mixed, byzantine)
          const gap = Math.min(...honest.map((mean) => distance(mean, combined)))
          const bound = 10 * Math.sqrt(means.length * combined.length) * spread + 1e-6
          expect(gap, rule).to.be.at.most(bound)
        }),
      )
  })

  it('behavior: one bad vector moves the mean anywhere', () => {
    const means = [Float64Array.of(1), Float64Array.of(1), Float64Array.of(-3e12)]
    expect(combine('mean', means, 0)[0]).to.be.below(-9e11)
  })

  it('behavior: coordinate by coordinate, the result is no further out than honest values', () => {
    // Bulyan takes a bad value that is as near to the median as an honest one, on either side.
    for (const [rule, widening] of [
      ['median', 0],
      ['trimmed-mean', 0],
      ['bulyan', 1],
    ] as const)
      fc.assert(
        fc.property(scene(rule), ({ means, byzantine }) => {
          combine(rule, means, byzantine).forEach((x, j) => {
            const honest = means.slice(byzantine).map((mean) => mean[j] as number)
            const [low, high] = [Math.min(...honest), Math.max(...honest)]
            const slack = widening * (high - low) + 1e-9 * Math.max(-low, high)
            expect(x, rule).to.be.within(low - slack, high + slack)
          })
        }),
      )
  })

  it('behavior: of equal scores the first counts', () => {
    const corners = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ].map((pair) => Float64Array.from(pair))
    expect(combine('krum', corners, 0)).to.deep.equal(Float64Array.of(0, 0))
    expect(combine('krum', corners.toReversed(), 0)).to.deep.equal(Float64Array.of(1, 1))
    expect(combine('multi-krum', corners, 0)).to.deep.equal(Float64Array.of(0, 0.5))
  })

  it('error: too few means, and counts that are none', () => {
    for (const rule of robust)
      for (const byzantine of [0, 1, 4]) {
        const most = Array.from({ length: leastMeans(rule, byzantine) }, () => Float64Array.of(1))
        expect(() => combine(rule, most, byzantine)).to.not.throw()
        for (const wrong of [most.slice(1), []])
          expect(() => combine(rule, wrong, byzantine))
            .to.throw(VainError)
            .with.property('code', 'protocol/too-few-means')
      }
    const three = [1, 2, 3].map((x) => Float64Array.of(x))
    for (const byzantine of [-1, 0.5, Number.NaN])
      expect(() => combine('median', three, byzantine))
        .to.throw(VainError)
        .with.property('code', 'protocol/too-few-means')
    expect(leastMeans('krum', 2)).to.equal(7)
    expect(leastMeans('bulyan', 2)).to.equal(11)
    expect(leastMeans('trimmed-mean', 2)).to.equal(5)
  })

  it('error: other lengths, values that are not finite or beyond 10¹⁰⁰', () => {
    const fit = [1, 2, 3].map((x) => Float64Array.of(x, x))
    for (const unfit of [
      [1],
      [1, 2, 3],
      [1, Number.NaN],
      [Number.POSITIVE_INFINITY, 1],
      [1, -2e100],
    ])
      for (const rule of combineRules)
        expect(() => combine(rule, [...fit, Float64Array.from(unfit)], 0))
          .to.throw(VainError)
          .with.property('code', 'protocol/bad-means')
  })
})

import { fromText } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { partitionByLabel, partitionByOrigin } from '../../src/data/partitionByKind.ts'

const seed = fromText('seed')
const joined = (parts: readonly Int32Array[]): number[] =>
  parts.flatMap((part) => [...part]).toSorted((a, b) => a - b)

describe('partitionByLabel', () => {
  const labels = Int32Array.from({ length: 1_000 }, (_, i) => (i * 7) % 10)
  const labelsOf = (part: Int32Array): Set<number | undefined> =>
    new Set([...part].map((i) => labels[i]))

  it('default: two classes each, every example once, the same for the same seed', () => {
    const parts = partitionByLabel(labels, 10, 2, seed)
    expect(joined(parts)).to.deep.equal([...labels.keys()])
    for (const part of parts) expect(labelsOf(part).size).to.equal(2)
    expect(partitionByLabel(labels, 10, 2, seed)).to.deep.equal(parts)
    expect(partitionByLabel(labels, 10, 2, fromText('other'))).not.to.deep.equal(parts)
  })

  it('behavior: parts with a class share it evenly; classes that nobody has are left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 10 }), (n, each) => {
        const parts = partitionByLabel(labels, n, each, seed)
        const all = joined(parts)
        expect(new Set(all).size).to.equal(all.length)
        for (const label of labels.subarray(0, 10)) {
          const sizes = parts
            .map((part) => part.filter((i) => labels[i] === label).length)
            .filter((size) => size > 0)
          if (n >= 10) expect(sizes.length).to.be.above(0)
          if (sizes.length > 0) {
            expect(sizes.reduce((a, b) => a + b)).to.equal(100)
            expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1)
          }
        }
        for (const part of parts) expect(labelsOf(part).size).to.equal(each)
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  it('error: more classes than there are, no part, an empty part', () => {
    const calls = [
      () => partitionByLabel(labels, 3, 11, seed),
      () => partitionByLabel(labels, 0, 2, seed),
      () => partitionByLabel(Int32Array.of(0, 1), 3, 1, seed),
    ]
    for (const call of calls) expect(call).to.throw().with.property('code', 'learn/bad-partition')
  })
})

describe('partitionByOrigin', () => {
  it('default: nobody shares an origin, and the parts are as even as it goes', () => {
    const origins = Int32Array.of(7, 7, 7, 1, 1, 2, 3)
    expect(partitionByOrigin(origins, 2).map((part) => [...part])).to.deep.equal([
      [0, 1, 2, 6],
      [3, 4, 5],
    ])
  })

  it('error: fewer origins than parts', () => {
    expect(() => partitionByOrigin(Int32Array.of(1, 1, 2), 3))
      .to.throw()
      .with.property('code', 'learn/bad-partition')
  })
})

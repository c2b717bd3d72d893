import { fromText } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { partitionDirichlet, partitionIid, splitHeldOut } from '../../src/data/partition.ts'

const seed = fromText('seed')
const range = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i)
const joined = (parts: readonly Int32Array[]): Int32Array =>
  Int32Array.from(parts.flatMap((part) => [...part])).toSorted()

/** Mean distance, over the parts, of a part's label shares from those of the whole (0 … 1). */
function skewOf(labels: Int32Array, parts: readonly Int32Array[]): number {
  const classes = [...new Set(labels)]
  const shareOf = (positions: Int32Array, label: number) =>
    positions.filter((i) => labels[i] === label).length / positions.length
  const all = range(labels.length)
  const distances = parts.map((part) =>
    classes.reduce(
      (sum, label) => sum + Math.abs(shareOf(part, label) - shareOf(all, label)) / 2,
      0,
    ),
  )
  return distances.reduce((a, b) => a + b, 0) / parts.length
}

describe('splitHeldOut', () => {
  it('default: two disjoint sets, together everything, the same for the same seed', () => {
    const { train, heldOut } = splitHeldOut(100, { heldOut: 20, seed })
    expect([train.length, heldOut.length]).to.deep.equal([80, 20])
    expect(joined([train, heldOut])).to.deep.equal(range(100))
    expect(splitHeldOut(100, { heldOut: 20, seed })).to.deep.equal({ train, heldOut })
    expect(splitHeldOut(100, { heldOut: 20, seed: fromText('other') })).not.to.deep.equal({
      train,
      heldOut,
    })
  })

  it('error: more held out than there are', () => {
    for (const heldOut of [-1, 1.5, 101])
      expect(() => splitHeldOut(100, { heldOut, seed }))
        .to.throw()
        .with.property('code', 'learn/bad-partition')
  })
})

describe('partitionIid', () => {
  it('default: complete, disjoint and even', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 20 }), (n, k) => {
        const parts = partitionIid(range(n + k), k, seed)
        expect(parts).to.have.length(k)
        expect(joined(parts)).to.deep.equal(range(n + k))
        const sizes = parts.map((part) => part.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1)
      }),
      { numRuns: 50, seed: 1 },
    )
  })

  it('error: more parts than positions, or none', () => {
    for (const parts of [0, 1.5, 4])
      expect(() => partitionIid(range(3), parts, seed))
        .to.throw()
        .with.property('code', 'learn/bad-partition')
  })
})

describe('partitionDirichlet', () => {
  const labels = Int32Array.from({ length: 2_000 }, (_, i) => i % 10)

  it('default: complete, disjoint, reproducible, no part too small', () => {
    for (const alpha of [0.01, 0.1, 1, 100]) {
      const parts = partitionDirichlet(labels, 8, alpha, seed)
      expect(joined(parts)).to.deep.equal(range(labels.length))
      expect(Math.min(...parts.map((part) => part.length))).to.be.at.least(10)
      expect(partitionDirichlet(labels, 8, alpha, seed)).to.deep.equal(parts)
    }
  })

  it('behavior: the smaller alpha, the more the parts differ', () => {
    const skews = [0.05, 0.5, 5, 500].map((alpha) =>
      skewOf(labels, partitionDirichlet(labels, 8, alpha, seed)),
    )
    expect(skews).to.deep.equal(skews.toSorted((a, b) => b - a))
    expect(skews[0]).to.be.above(0.5)
    expect(skews[3]).to.be.below(0.05)
  })

  it('error: an alpha that is no positive number', () => {
    for (const alpha of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => partitionDirichlet(labels, 8, alpha, seed))
        .to.throw()
        .with.property('code', 'learn/bad-partition')
  })
})

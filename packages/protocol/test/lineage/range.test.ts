import { expect } from 'chai'
import fc from 'fast-check'
import { hashWords } from '../../src/abi.ts'
import {
  createRange,
  type Hex,
  lineageOf,
  type RunView,
  verifyRangeProof,
  versionLeaf,
  versionsOf,
} from '../../src/index.ts'

const leafOf = (n: number): Hex => hashWords(n, n, n)
const leavesOf = (count: number): Hex[] => Array.from({ length: count }, (_, n) => leafOf(n))

describe('createRange', () => {
  it('default: one tree for every bit of the size, the largest first', () => {
    const [a, b, c, d, e, f, g] = leavesOf(7) as [Hex, Hex, Hex, Hex, Hex, Hex, Hex]
    const four = hashWords(hashWords(a, b), hashWords(c, d))
    expect(createRange([]).peaks).to.deep.equal([])
    expect(createRange([a]).peaks).to.deep.equal([a])
    expect(createRange([a, b, c]).peaks).to.deep.equal([hashWords(a, b), c])
    expect(createRange([a, b, c, d, e, f, g]).peaks).to.deep.equal([four, hashWords(e, f), g])
    expect(createRange([a, b, c, d, e]).proofOf(2)).to.deep.equal({
      index: 2,
      path: [d, hashWords(a, b)],
    })
  })

  it('behavior: every leaf of ranges of 1 to 40 is proven, at its own place only', () => {
    for (let size = 1; size <= 40; size++) {
      const range = createRange(leavesOf(size))
      for (let index = 0; index < size; index++) {
        const proof = range.proofOf(index)
        expect(verifyRangeProof(range, leafOf(index), proof)).to.equal(true)
        expect(verifyRangeProof(range, leafOf(index + 1), proof)).to.equal(false)
        expect(proof.path.length <= Math.log2(size)).to.equal(true)
      }
    }
  })

  it('behavior: a longer range keeps the trees that no carry touched', () => {
    fc.assert(
      fc.property(fc.nat(60), (size) => {
        const [short, long] = [createRange(leavesOf(2 * size)), createRange(leavesOf(2 * size + 1))]
        expect(long.peaks.slice(0, -1)).to.deep.equal(short.peaks)
      }),
      { seed: 1, numRuns: 20 },
    )
  })
})

describe('verifyRangeProof', () => {
  const range = createRange(leavesOf(11))
  const proof = range.proofOf(5)

  it('error: another place, another length, another range', () => {
    expect(verifyRangeProof(range, leafOf(5), proof)).to.equal(true)
    for (const index of [-1, 4, 6, 10, 11, 5.5, Number.NaN, 2 ** 53])
      expect(verifyRangeProof(range, leafOf(5), { ...proof, index }), `${index}`).to.equal(false)
    for (const path of [[], proof.path.slice(1), [...proof.path, leafOf(1)]])
      expect(verifyRangeProof(range, leafOf(5), { index: 5, path })).to.equal(false)
    const longer = createRange(leavesOf(16))
    expect(verifyRangeProof(longer, leafOf(5), proof)).to.equal(false)
    expect(verifyRangeProof({ size: 0, peaks: [] }, leafOf(5), proof)).to.equal(false)
  })

  it('error: an inner node in the place of a leaf', () => {
    const node = hashWords(leafOf(4), leafOf(5))
    expect(verifyRangeProof(range, node, { index: 5, path: proof.path.slice(1) })).to.equal(false)
    expect(verifyRangeProof(range, node, { index: 2, path: proof.path.slice(1) })).to.equal(false)
  })
})

describe('versionsOf, lineageOf', () => {
  const model = { root: leafOf(1), content: leafOf(2) }
  const certified = (round: number, version: number) => ({
    round,
    proposal: { model },
    certificate: { version, digest: leafOf(round) },
    finalized: {},
  })
  const rounds = [
    certified(1, 1),
    { round: 2, aborted: {} },
    { ...certified(3, 2), overturned: {} },
    certified(4, 3),
    { ...certified(5, 4), finalized: undefined },
  ]
  const run = { run: 7, past: [], rounds } as unknown as RunView

  it('default: those that are final and were never overturned', () => {
    expect(versionsOf(run)).to.deep.equal([
      { version: 1, round: 1, model, digest: leafOf(1) },
      { version: 3, round: 4, model, digest: leafOf(4) },
    ])
  })

  it('behavior: as many as the contract has recorded', () => {
    const [first, second] = versionsOf(run).map((version) => versionLeaf(7, version)) as [Hex, Hex]
    expect(lineageOf(run, 1).peaks).to.deep.equal([first])
    expect(lineageOf(run, 2).peaks).to.deep.equal([hashWords(first, second)])
    expect(versionLeaf(8, versionsOf(run)[0] as never)).not.to.equal(first)
  })
})

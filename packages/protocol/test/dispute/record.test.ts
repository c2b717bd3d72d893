import { fromHex } from '@vain/base'
import { merkleRoot } from '@vain/crypto'
import { expect } from 'chai'
import {
  answerSurvivors,
  answerTerms,
  blockAt,
  type Envelope,
  firstDifferentBlock,
  fromHalves,
  fromWords,
  maskedEdges,
  netsOf,
  openSurvivors,
  openTerms,
  type Recover,
  type Reveal,
  recordSum,
  recover,
  reveal,
  type SumRecord,
  sumOfBlocks,
  termsOf,
} from '../../src/index.ts'
import {
  createGroup,
  dealAll,
  maskAll,
  plainSum,
  rootOf,
  secretsOf,
  survivorsIn,
} from '../aggregation/smallGroup.ts'

const members = [3, 5, 8, 13, 21]
const u2 = [3, 5, 8, 13]
const words = 70

const updates = new Map(
  u2.map((index) => [
    index,
    Uint32Array.from({ length: words }, (_, i) => Math.imul(index * 7_919 + i, 2_654_435_761)),
  ]),
)

/** A whole round with real keys, in which `silent` survivors have to be recovered. */
function recordRound(silent: readonly number[]): SumRecord {
  const group = createGroup(members, 3, 'dispute')
  const { frame } = group
  const shares = dealAll(group, members)
  const masked = maskAll(group, shares, updates)
  const sets = survivorsIn(group, shares, members, u2)
  const speaking = u2.filter((index) => !silent.includes(index))
  const own = (index: number) => secretsOf(group, index)
  const reveals = new Map(
    speaking.map((index): [number, Reveal] => [
      index,
      reveal(frame, shares, sets, index, own(index)),
    ]),
  )
  const recovers = new Map(
    (silent.length === 0 ? [] : speaking).map((index): [number, Recover] => [
      index,
      recover(frame, shares, sets, index, own(index), silent),
    ]),
  )
  const place = { run: frame.run, round: frame.round }
  const none = new Uint8Array(32)
  const maskBundle = u2.map((sender): Envelope => {
    const root = rootOf(masked.get(sender) as Uint32Array)
    const edges = maskedEdges(shares, sender, sets.peers.get(sender) ?? [])
    const body = {
      phase: 3 as const,
      ...place,
      ctx: frame.maskCtx,
      length: words,
      root,
      content: none,
      ...edges,
    }
    return { sender, body, bytes: new Uint8Array(100) }
  })
  const record = recordSum({
    ...{
      frame,
      shares,
      sets,
      revealed: { reveals, recovers },
      rosterBundle: [],
      maskBundle,
      forced: [],
    },
    vectors: new Map([...masked].map(([index, vector]) => [index, fromWords(vector)])),
    sum: fromWords(plainSum(updates.values())),
  })
  if ('kind' in record) throw new Error(`no seed of ${record.of}`)
  return record
}

describe('record of a sum', () => {
  for (const silent of [[], [5]])
    it(`behavior: the terms add up to the sum, ${silent.length} recovered`, () => {
      const record = recordRound(silent)
      for (const number of [0, 3, 4]) {
        const used = 4 * Math.min(16, words - 16 * number)
        // Each alone still hides its update: the masks of pairs of survivors cancel in the sum.
        const sum = sumOfBlocks(netsOf(record, number)).subarray(0, used)
        expect(sum).to.deep.equal(blockAt(record.sum, number).subarray(0, used))
      }
    })

  it('behavior: the pairs’ commitments lead to the root that was signed', () => {
    for (const { edges, mask, pairs } of recordRound([]).survivors) {
      const leaves = edges.map(({ peer, edge }) => Uint8Array.of(peer >> 8, peer & 255, ...edge))
      expect(merkleRoot(leaves)).to.deep.equal(mask.edges)
      expect(pairs.map(({ peer }) => peer)).to.deep.equal([21])
    }
  })

  it('behavior: against the truth there is no move', () => {
    const record = recordRound([])
    for (const number of [0, 4, 5, 2 ** 32 - 1]) {
      const blocks = fromHalves(openSurvivors(record, number).blocks)
      expect(answerSurvivors(record, number, blocks)).to.equal(undefined)
      for (const survivor of record.survivors)
        expect(answerTerms(record, number, termsOf(record, survivor, number))).to.equal(undefined)
    }
  })

  it('behavior: names the first block that is wrong, and the one whose net is', () => {
    const record = recordRound([])
    const sum = record.sum.slice()
    sum[200] = (sum[200] as number) ^ 1
    expect(firstDifferentBlock(record.sum, sum)).to.equal(3)
    expect(firstDifferentBlock(record.sum, record.sum.slice())).to.equal(undefined)
    expect(firstDifferentBlock(record.sum, record.sum.slice(0, -4))).to.equal(4)
    const blocks = fromHalves(openSurvivors(record, 3).blocks)
    expect(answerSurvivors({ ...record, sum }, 3, blocks)).to.have.property('kind', 'proveSum')
    const hidden = blocks.map((block, i) =>
      i === 2 ? block.map((byte, at) => (at === 8 ? byte ^ 1 : byte)) : block,
    )
    const shifted = { ...record, sum: withBlock(record.sum, 3, sumOfBlocks(hidden)) }
    const move = answerSurvivors(shifted, 3, hidden)
    expect(move?.kind === 'choose' && move.chosen.index).to.equal(8)
  })

  it('behavior: opens the seeds that were revealed', () => {
    const record = recordRound([])
    const terms = openTerms(record, 0, 8)
    const survivor = record.survivors.find(({ index }) => index === 8)
    expect(fromHex(terms.selfSeed)).to.deep.equal(survivor?.selfSeed)
    expect(fromHex(terms.pairs[0] as string)).to.deep.equal(survivor?.pairs[0]?.seed)
  })
})

function withBlock(bytes: Uint8Array, number: number, block: Uint8Array): Uint8Array {
  const changed = bytes.slice()
  changed.set(block.subarray(0, bytes.length - 64 * number), 64 * number)
  return changed
}

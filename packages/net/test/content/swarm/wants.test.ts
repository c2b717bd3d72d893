import { encode, prepare } from '@ipld/dag-pb'
import { expect } from 'chai'
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { createWants } from '../../../src/content/swarm/wants.ts'
import { someBytes } from '../../support.ts'
import { toCid } from '../dag.ts'

const leaves = Array.from({ length: 40 }, () => someBytes(10))
const cids = leaves.map((bytes) => CID.parse(toCid(0x55, bytes)))
const node = (...links: CID[]): { cid: CID; bytes: Uint8Array } => {
  const bytes = encode(prepare({ Links: links.map((Hash) => ({ Hash, Name: '', Tsize: 1 })) }))
  return { cid: CID.parse(toCid(0x70, bytes)), bytes }
}
/** Another one for each number. */
const someLeaf = (i: number): CID => CID.parse(toCid(0x55, Uint8Array.of(i >> 8, i & 255)))

describe('wants', () => {
  it('property: every block is taken once, whatever comes and does not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.boolean()), { minLength: 1 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (batches, random) => {
          const wants = createWants(1e6, () => random)
          const root = node(...cids)
          wants.have(root.cid, root.bytes)
          const taken = new Set<string>()
          for (const [most, comes] of batches) {
            const batch = wants.take(most, () => true)
            for (const cid of batch) expect(taken.has(`${cid}`)).to.equal(false)
            if (comes)
              for (const cid of batch) {
                wants.have(cid, leaves[cids.indexOf(cid)] as Uint8Array)
                taken.add(`${cid}`)
              }
            wants.putBack(batch)
            expect(wants.missing).to.equal(cids.length - taken.size)
          }
        },
      ),
    )
  })

  it('default: nodes come before leaves', () => {
    const wants = createWants(1e6, () => 0.5)
    const below = node(...cids.slice(20))
    const root = node(...cids.slice(0, 20), below.cid)
    wants.have(root.cid, root.bytes)
    expect(wants.take(16, () => true).map(String)).to.deep.equal([`${below.cid}`])
    wants.have(below.cid, below.bytes)
    expect(wants.missing).to.equal(40)
  })

  it('malice: a block that is linked to many times is wanted once', () => {
    const wants = createWants(1e6, () => 0)
    const root = node(...Array.from({ length: 174 }, () => cids[0] as CID))
    wants.have(root.cid, root.bytes)
    expect(wants.missing).to.equal(1)
  })

  it('malice: nodes that link to more than content of that length has are refused', () => {
    const wide = node(...Array.from({ length: 175 }, () => cids[0] as CID))
    expect(() => createWants(1e9, () => 0).have(wide.cid, wide.bytes)).to.throw('another way')
    // 16 MiB are 64 leaves, and a few more blocks are let pass.
    const wants = createWants(1 << 24, () => 0)
    const below = (from: number): CID[] =>
      Array.from({ length: 100 }, (_, i) => node(cids[0] as CID, someLeaf(from + i)).cid)
    const [first, second] = [node(...below(0)), node(...below(100))]
    expect(wants.have(first.cid, first.bytes)).to.have.length(100)
    expect(() => wants.have(second.cid, second.bytes)).to.throw('more than 16777216 bytes')
    expect(wants.missing).to.be.at.most(2 * 64 + 1)
  })

  it('property: content of the whole length is let pass', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), (count) => {
        const wants = createWants(count * 262_144, () => 0)
        let level = Array.from({ length: count }, (_, i) => someLeaf(i))
        const nodes: ReturnType<typeof node>[] = []
        do {
          const above = []
          for (let i = 0; i < level.length; i += 174) above.push(node(...level.slice(i, i + 174)))
          nodes.unshift(...above)
          level = above.map(({ cid }) => cid)
        } while (level.length > 1)
        for (const { cid, bytes } of nodes) wants.have(cid, bytes)
        expect(wants.missing).to.equal(count)
      }),
      { numRuns: 10 },
    )
  })

  it('error: more bytes than content of that length has', () => {
    const wants = createWants(100, () => 0)
    const big = someBytes(66_000)
    expect(() => wants.have(CID.parse(toCid(0x55, big)), big)).to.throw('more than 100 bytes')
  })
})

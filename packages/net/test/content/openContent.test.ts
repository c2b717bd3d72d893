import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import * as fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { collect, hasContent, openContent, readContent } from '../../src/content/openContent.ts'
import { type Blocks, layOut } from '../../src/content/unixfs.ts'
import { expectCode, someBytes } from '../support.ts'
import { fileNode, toCid } from './dag.ts'

const chunkBytes = 262_144
const maxBytes = 2 ** 31
const empty = new Uint8Array()

/** Blocks in memory. */
function createStore(onRead: () => void = () => undefined): {
  blocks: Blocks
  /** Adds a block; returns its CID. */
  add(codec: number, block: Uint8Array): string
} {
  const held = new Map<string, Uint8Array>()
  const blocks: Blocks = {
    async put(cid, block) {
      held.set(`${cid}`, block as Uint8Array)
      return cid
    },
    has: async (cid) => held.has(`${cid}`),
    async *get(cid) {
      onRead()
      const block = held.get(`${cid}`)
      if (block === undefined) throw new RangeError('missing')
      yield block
    },
  }
  return {
    blocks,
    add(codec, block) {
      const cid = toCid(codec, block)
      held.set(cid, block)
      return cid
    },
  }
}

const read = (blocks: Blocks, cid: string, most: number = maxBytes): Promise<Uint8Array> =>
  readContent(blocks, CID.parse(cid), most)

describe('readContent', () => {
  it('property: gives what was laid out, up to the length that is allowed', async () => {
    const near = fc.tuple(fc.constantFrom(0, 1, 2, 16, 174, 175), fc.integer({ min: -2, max: 2 }))
    await fc.assert(
      fc.asyncProperty(near, async ([chunks, more]) => {
        const bytes = someBytes(Math.max(0, chunks * chunkBytes + more))
        const { blocks } = createStore()
        const cid = await layOut(bytes, blocks)
        expect(Buffer.compare(await readContent(blocks, cid, bytes.length), bytes)).to.equal(0)
        expect(await hasContent(blocks, cid)).to.equal(true)
        if (bytes.length > 0)
          await expectCode('net/too-large', readContent(blocks, cid, bytes.length - 1))
      }),
      { numRuns: 8 },
    )
  })

  it('error: blocks that are no file, at the root and below it', async () => {
    const { blocks, add } = createStore()
    const malformed = add(0x70, Uint8Array.of(10, 2, 8, 2, 1))
    const foreign = add(0x71, Uint8Array.of(0xa0))
    for (const bad of [malformed, foreign]) {
      const above = add(0x70, fileNode([[bad, 5]]))
      const further = add(0x70, fileNode([[above, 5]]))
      for (const cid of [bad, above, further]) {
        await expectCode('net/no-content', read(blocks, cid))
        expect(await hasContent(blocks, CID.parse(cid))).to.equal(false)
      }
    }
  })

  it('error: leaves that are too short or too long, levels without end, nodes without leaves', async () => {
    const { blocks, add } = createStore()
    const [none, short] = [add(0x55, empty), add(0x55, Uint8Array.of(1))]
    const [full, long] = [chunkBytes, chunkBytes + 1].map((size) => add(0x55, someBytes(size)))
    const bad = [
      [none],
      [long],
      [short, full],
      [long, short],
      [add(0x70, empty), full],
      [full, add(0x70, fileNode([]))],
    ].map((links) => add(0x70, fileNode(links.map((link) => [link as string, 1]))))
    let deep = full as string
    for (let i = 0; i < 100; i++) deep = add(0x70, fileNode([[deep, chunkBytes]]))
    for (const cid of [...bad, deep]) await expectCode('net/cid-mismatch', read(blocks, cid))
  })

  it('malice: what cannot be content is not read to its end', async () => {
    let reads = 0
    const { blocks, add } = createStore(() => {
      reads += 1
    })
    const [full, short] = [someBytes(chunkBytes), Uint8Array.of(1)].map((leaf) => add(0x55, leaf))
    const after = (first: string, cid: string): string => {
      const links = [first, ...Array.from({ length: 1_000 }, () => cid)]
      return add(0x70, fileNode(links.map((link) => [link, chunkBytes])))
    }
    const none = add(0x70, empty)
    let deep = full as string
    for (let i = 0; i < 100; i++) deep = add(0x70, fileNode([[deep, chunkBytes]]))
    for (const cid of [after(none, none), after(short as string, full as string), deep]) {
      reads = 0
      await expectCode('net/cid-mismatch', read(blocks, cid))
      await turn()
      expect(reads).to.be.lessThan(20)
    }
  })

  it('malice: a leaf that is shorter than the nodes say ends what is read', async () => {
    const { blocks, add } = createStore()
    const [short, full] = [add(0x55, Uint8Array.of(1)), add(0x55, someBytes(chunkBytes))]
    const links = [full, short, full].map((cid) => [cid, chunkBytes] as const)
    const file = await openContent(blocks, CID.parse(add(0x70, fileNode(links))), maxBytes)
    const pieces = file.read()
    expect((await pieces[Symbol.asyncIterator]().next()).value).to.have.length(chunkBytes)
    await expectCode('net/cid-mismatch', collect(file))
  })

  it('error: a length that the root only says', async () => {
    const { blocks, add } = createStore()
    const leaf = add(0x55, someBytes(100))
    await expectCode('net/cid-mismatch', read(blocks, add(0x70, fileNode([[leaf, 2 ** 30]]))))
  })

  it('behavior: reserves what follows from the blocks that are there', async () => {
    const before = process.memoryUsage().arrayBuffers
    let peak = 0
    const { blocks, add } = createStore(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
    })
    const [last, full] = [add(0x55, Uint8Array.of(1)), add(0x55, new Uint8Array(chunkBytes))]
    const missing = toCid(0x55, Uint8Array.of(2))
    const nodeOf = (cid: string): string =>
      add(0x70, fileNode(Array.from({ length: 174 }, () => [cid, chunkBytes])))
    const wide = nodeOf(missing)
    const root = (first: string): string => {
      const links = [first, ...Array.from({ length: 40 }, () => wide), last]
      return add(0x70, fileNode(links.map((link) => [link, chunkBytes])))
    }
    // Nearly 2 GB by its links, of a few kilobytes; then with a leaf that is there.
    for (const first of [missing, last, full]) {
      const error = await read(blocks, root(first)).catch((reason: Error) => reason)
      expect(error).to.be.instanceOf(Error)
    }
    expect(peak).to.be.lessThan(32 * 2 ** 20)
  })

  it('behavior: tells whether all is here without holding it, however often it is repeated', async () => {
    const { blocks, add } = createStore()
    const full = add(0x55, new Uint8Array(chunkBytes))
    const node = add(0x70, fileNode(Array.from({ length: 174 }, () => [full, chunkBytes])))
    const nodes = (length: number): string =>
      add(0x70, fileNode(Array.from({ length }, () => [node, 174 * chunkBytes])))
    expect(await hasContent(blocks, CID.parse(nodes(170)))).to.equal(true)
    // 8 GiB.
    expect(await hasContent(blocks, CID.parse(nodes(200)))).to.equal(false)
  })
})

import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { blockPath } from '../../../src/content/blocks.ts'
import { parseCid } from '../../../src/content/unixfs.ts'
import { openContentStore } from '../../../src/index.ts'
import { createFolder, endAll, expectCode, someBytes, startPeer } from '../../support.ts'

const limits = { maxBytes: 1 << 24, timeoutMs: 5_000 }
const [longAgo, now] = [1_000, Number.MAX_SAFE_INTEGER]

/** Files of blocks in a data folder. */
const filesIn = (folder: string): string[] =>
  readdirSync(join(folder, 'blocks'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describe('openContentStore', function () {
  this.timeout(30_000)
  afterEach(endAll)

  it('property: what stays is whole afterwards, what does not is gone', async () => {
    const { network, dataFolder } = await startPeer()
    const store = openContentStore(dataFolder)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 600_000 }), fc.boolean()), {
          minLength: 1,
          maxLength: 4,
        }),
        async (contents) => {
          const cids = []
          for (const [length] of contents) cids.push(await network.content.put(someBytes(length)))
          const keep = cids.filter((_, i) => contents[i]?.[1])
          const { blocks, removedBlocks } = await store.sweep({ keep, before: now })
          expect(filesIn(dataFolder)).to.have.length(blocks - removedBlocks)
          for (const [i, cid] of cids.entries())
            expect(await network.content.hasLocally(cid)).to.equal(contents[i]?.[1])
        },
      ),
      { numRuns: 10 },
    )
  })

  it('behavior: what came after the time stays, also what was put again', async () => {
    const { network, dataFolder } = await startPeer()
    const store = openContentStore(dataFolder)
    const [old, again] = [someBytes(300_000), someBytes(300_000)]
    await network.content.put(old)
    const cid = await network.content.put(again)
    for (const file of filesIn(dataFolder)) utimesSync(file, longAgo, longAgo)
    const fresh = await network.content.put(someBytes(10))
    expect(await network.content.put(again)).to.equal(cid)
    const { removedBlocks } = await store.sweep({ keep: [], before: 1_000 * longAgo + 1 })
    expect(removedBlocks).to.equal(3)
    for (const stays of [cid, fresh]) expect(await network.content.hasLocally(stays)).to.equal(true)
  })

  it('default: a dry sweep says the same and removes nothing', async () => {
    const { network, dataFolder } = await startPeer()
    const store = openContentStore(dataFolder)
    const cid = await network.content.put(someBytes(500_000))
    const dry = await store.sweep({ keep: [], before: now, isDry: true })
    expect(await network.content.hasLocally(cid)).to.equal(true)
    expect(await store.sweep({ keep: [], before: now })).to.deep.equal(dry)
    expect(dry).to.include({ blocks: 3, removedBlocks: 3 })
    expect(filesIn(dataFolder)).to.deep.equal([])
  })

  it('default: what is pinned stays until it is not, also beside a running network', async () => {
    const { network, dataFolder } = await startPeer()
    const store = openContentStore(dataFolder)
    const cid = await network.content.put(someBytes(500_000))
    await store.pin(cid)
    expect(await store.pins()).to.deep.equal([cid])
    await openContentStore(dataFolder).sweep({ keep: [], before: now })
    expect(await network.content.get(cid, limits)).to.have.length(500_000)
    expect(await store.read(cid, 500_000)).to.have.length(500_000)
    await store.unpin(cid)
    await store.sweep({ keep: [], before: now })
    expect(await network.content.hasLocally(cid)).to.equal(false)
    expect(await store.read(cid, 500_000)).to.equal(undefined)
  })

  it('behavior: drafts that a dead process left go, drafts that are being written stay', async () => {
    const { network, dataFolder } = await startPeer()
    await network.content.put(someBytes(10))
    const [block = ''] = filesIn(dataFolder)
    for (const name of ['1-1', '2-1']) writeFileSync(`${block}.${name}.tmp`, 'half')
    utimesSync(`${block}.1-1.tmp`, longAgo, longAgo)
    await openContentStore(dataFolder).sweep({ keep: [], before: now })
    expect(filesIn(dataFolder)).to.deep.equal([`${block}.2-1.tmp`])
  })

  it('error: a node that cannot be read ends the sweep before anything is removed', async () => {
    const { network, dataFolder } = await startPeer()
    const cid = await network.content.put(someBytes(500_000))
    const store = openContentStore(dataFolder)
    const files = filesIn(dataFolder)
    const root = blockPath(join(dataFolder, 'blocks'), parseCid(cid))
    rmSync(root)
    mkdirSync(root)
    const error = await store.sweep({ keep: [cid], before: now }).catch((thrown) => thrown)
    expect(error).to.include({ code: 'EISDIR' })
    expect(filesIn(dataFolder)).to.have.length(files.length - 1)
    expect(await store.read(cid, 500_000).catch((thrown) => thrown)).to.include({ code: 'EISDIR' })
  })

  it('error: what is no CID, or a folder that is not there', async () => {
    const store = openContentStore(join(await createFolder(), 'no'))
    await expectCode('net/bad-cid', store.pin('../../etc/passwd'))
    await expectCode('net/bad-cid', store.unpin('..'))
    expect(await store.read('no cid', 1)).to.equal(undefined)
    expect(await store.sweep({ keep: ['no cid'], before: now })).to.include({ blocks: 0 })
  })
})

import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import { createHeliaLight } from 'helia'
import { CID } from 'multiformats/cid'
import { cidOf } from '../../src/artefacts.ts'
import { DurableBlockstore } from '../../src/content/blocks.ts'
import { createContent } from '../../src/content/content.ts'
import type { Fetch } from '../../src/content/fetch.ts'
import { createTasks } from '../../src/tasks.ts'
import {
  createFolder,
  endAll,
  expectCode,
  someBytes,
  startPeer,
  startPeers,
  startStranger,
  type TestPeer,
} from '../support.ts'
import { fileNode, toCid } from './dag.ts'

// Less than it takes to give up a source that falls silent: none of these tests needs that.
const limits = { maxBytes: 2_000_000, timeoutMs: 14_000 }

describe('content', () => {
  afterEach(endAll)

  it('default: what one peer puts, another gets, and then has', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    for (const length of [0, 1, 262_144, 262_145, 1_048_576]) {
      const bytes = someBytes(length)
      const cid = await a.network.content.put(bytes)
      expect(cid).to.equal(await cidOf(bytes))
      expect(await b.network.content.hasLocally(cid)).to.equal(false)
      expect(Buffer.compare(await b.network.content.get(cid, limits), bytes)).to.equal(0)
      expect(await b.network.content.hasLocally(cid)).to.equal(true)
    }
  })

  it('behavior: gets without any peer what it has put itself', async () => {
    const { network } = await startPeer()
    const bytes = someBytes(300_000)
    const cid = await network.content.put(bytes)
    expect(Buffer.compare(await network.content.get(cid, limits), bytes)).to.equal(0)
  })

  it('behavior: a third peer gets it from the second when the first is gone', async () => {
    const [a, b, c] = (await startPeers(3)) as [TestPeer, TestPeer, TestPeer]
    await c.network.connect(b.network.addresses())
    const bytes = someBytes(600_000)
    const cid = await a.network.content.put(bytes)
    await b.network.content.get(cid, limits)
    await a.network.stop()
    expect(Buffer.compare(await c.network.content.get(cid, limits), bytes)).to.equal(0)
  })

  it('behavior: comes to those who asked before it was there', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const bytes = someBytes(600_000)
    const cid = await cidOf(bytes)
    const early = expectCode(
      'net/timeout',
      b.network.content.get(cid, { ...limits, timeoutMs: 400 }),
    )
    const waiting = b.network.content.get(cid, limits)
    await early
    await a.network.content.put(bytes)
    expect(Buffer.compare(await waiting, bytes)).to.equal(0)
  })

  it('behavior: comes to those who gave up before it was there, and ask again', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const bytes = someBytes(600_000)
    const cid = await cidOf(bytes)
    const soon = { ...limits, timeoutMs: 400 }
    await expectCode('net/timeout', b.network.content.get(cid, soon))
    await a.network.content.put(bytes)
    // It is sent to whoever asked for it, and nobody waits for it now.
    await untilRead()
    expect(Buffer.compare(await b.network.content.get(cid, limits), bytes)).to.equal(0)
  })

  /** Waits until no file has been read or written for many turns of the event loop. */
  async function untilRead(): Promise<void> {
    for (let turns = 0; turns < 1_000; turns++) {
      if (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) turns = 0
      await turn()
    }
  }

  it('behavior: comes from one of many of whom nobody had it before', async () => {
    const [a, ...others] = (await startPeers(13)) as [TestPeer, ...TestPeer[]]
    const bytes = someBytes(600_000)
    const cid = await cidOf(bytes)
    await expectCode('net/timeout', a.network.content.get(cid, { ...limits, timeoutMs: 2_000 }))
    const waiting = a.network.content.get(cid, limits)
    await others.at(-1)?.network.content.put(bytes)
    expect(Buffer.compare(await waiting, bytes)).to.equal(0)
  })

  it('behavior: comes from who has all of it to who has a part, of many who have none', async () => {
    const [a, ...others] = (await startPeers(13)) as [TestPeer, ...TestPeer[]]
    const bytes = someBytes(600_000)
    const apart = await startPeer()
    const cid = await apart.network.content.put(bytes)
    await copyBlock(cid, apart, a)
    await expectCode('net/timeout', a.network.content.get(cid, { ...limits, timeoutMs: 2_000 }))
    await others.at(-1)?.network.content.put(bytes)
    expect(Buffer.compare(await a.network.content.get(cid, limits), bytes)).to.equal(0)
  })

  async function copyBlock(cid: string, from: TestPeer, to: TestPeer): Promise<void> {
    const blocks = ({ dataFolder }: TestPeer) => new DurableBlockstore(join(dataFolder, 'blocks'))
    await blocks(to).put(CID.parse(cid), blocks(from).get(CID.parse(cid)))
  }

  it('behavior: comes from a peer that is connected only later', async () => {
    const [a, b] = [await startPeer(), await startPeer()]
    a.gate.admit(b.network.peerId)
    b.gate.admit(a.network.peerId)
    const cid = await a.network.content.put(someBytes(1_000))
    const waiting = b.network.content.get(cid, limits)
    await b.network.connect(a.network.addresses())
    expect(await waiting).to.have.length(1_000)
  })

  it('behavior: a peer that never answers holds nobody up', async () => {
    const [a, b] = [await startPeer(), await startPeer()]
    const stranger = await startStranger(b)
    let asked = false
    await stranger.handle('/ipfs/bitswap/1.2.0', () => {
      asked = true
    })
    a.gate.admit(b.network.peerId)
    b.gate.admit(a.network.peerId)
    await b.network.connect(a.network.addresses())
    const cid = await a.network.content.put(someBytes(1_000))
    expect(await b.network.content.get(cid, limits)).to.have.length(1_000)
    expect(asked).to.equal(true)
  })

  it('behavior: several at once get the same', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const bytes = someBytes(900_000)
    const cid = await a.network.content.put(bytes)
    const gets = Array.from({ length: 4 }, () => b.network.content.get(cid, limits))
    for (const got of await Promise.all(gets)) expect(Buffer.compare(got, bytes)).to.equal(0)
  })

  it('behavior: outlasts a restart', async () => {
    const dataFolder = await createFolder()
    const first = await startPeer({ dataFolder })
    const bytes = someBytes(1_048_576)
    const cid = await first.network.content.put(bytes)
    await first.network.stop()
    const second = await startPeer({ dataFolder })
    expect(await second.network.content.hasLocally(cid)).to.equal(true)
    expect(Buffer.compare(await second.network.content.get(cid, limits), bytes)).to.equal(0)
  })

  it('error: a CID that nobody has', async () => {
    const [, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const cid = await cidOf(someBytes(10))
    await expectCode('net/timeout', b.network.content.get(cid, { ...limits, timeoutMs: 300 }))
  })

  it('error: the caller gives up', async () => {
    const { network } = await startPeer()
    const cid = await cidOf(someBytes(10))
    const reason = new Error('enough')
    const got = network.content.get(cid, limits, AbortSignal.abort(reason)).catch((e: unknown) => e)
    expect(await got).to.equal(reason)
  })

  it('error: more bytes than allowed, from a peer and from disk', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    for (const length of [1_000, 600_000]) {
      const cid = await a.network.content.put(someBytes(length))
      const tight = { ...limits, maxBytes: length - 1 }
      await expectCode('net/too-large', a.network.content.get(cid, tight))
      await expectCode('net/too-large', b.network.content.get(cid, tight))
      await b.network.content.get(cid, { ...limits, maxBytes: length })
    }
  })

  it('error: no CID', async () => {
    const { network } = await startPeer()
    await expectCode('net/bad-cid', network.content.get('../../etc/passwd', limits))
    await expectCode('net/bad-cid', network.content.hasLocally(''))
  })

  it('error: content laid out in another way, or padded', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const leaf = someBytes(1_000)
    const leafCid = toCid(0x55, leaf)
    const blocks = new DurableBlockstore(join(a.dataFolder, 'blocks'))
    await a.network.content.put(leaf)
    // The leaf alone, and a file of two leaves where one would do.
    await expectCode('net/cid-mismatch', b.network.content.get(leafCid, limits))
    const [first, second] = [leaf.subarray(0, 400), leaf.subarray(400)]
    for (const part of [first, second]) await blocks.put(CID.parse(toCid(0x55, part)), part)
    const split = fileNode([
      [toCid(0x55, first), 400, ''],
      [toCid(0x55, second), 600, ''],
    ])
    await blocks.put(CID.parse(toCid(0x70, split)), split)
    await expectCode('net/cid-mismatch', b.network.content.get(toCid(0x70, split), limits))
    const padded = fileNode([[leafCid, 1_000, 'x'.repeat(100_000)]])
    await blocks.put(CID.parse(toCid(0x70, padded)), padded)
    const tight = { ...limits, maxBytes: 1_000 }
    await expectCode('net/too-large', b.network.content.get(toCid(0x70, padded), tight))
  })

  it('behavior: a block that was damaged on disk is fetched anew', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const bytes = someBytes(600_000)
    const cid = await a.network.content.put(bytes)
    await b.network.content.get(cid, limits)
    const folder = join(b.dataFolder, 'blocks')
    const files = await readdir(folder, { recursive: true, withFileTypes: true })
    for (const file of files.filter((entry) => entry.isFile()))
      await truncate(join(file.parentPath, file.name), 10)
    expect(await b.network.content.hasLocally(cid)).to.equal(false)
    expect(Buffer.compare(await b.network.content.get(cid, limits), bytes)).to.equal(0)
    expect(await b.network.content.hasLocally(cid)).to.equal(true)
  })
})

describe('createContent', () => {
  it('behavior: announces every block, once it is there', async () => {
    const helia = createHeliaLight()
    const announced: CID[] = []
    const announce = async (cid: CID): Promise<void> => {
      expect(await helia.blockstore.has(cid)).to.equal(true)
      announced.push(cid)
    }
    const content = createContent({
      ...{ helia, announce, fetch: neverFetch, tasks: createTasks() },
      store: { touch: async () => false },
    })
    const cid = await content.put(someBytes(300_000))
    expect(announced).to.have.length(3)
    expect(announced.map(String)).to.include(cid)
  })
})

const neverFetch: Fetch = () => Promise.reject(new Error('not here'))

import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  endAll,
  expectCode,
  someBytes,
  startPeer,
  startPeers,
  startStranger,
} from '../../support.ts'

const [leaf, leaves] = [262_144, 24]
const limits = { maxBytes: leaves * leaf, timeoutMs: 100_000 }

/** Files of whole leaves in a data folder. */
async function leafFiles(dataFolder: string): Promise<string[]> {
  const folder = join(dataFolder, 'blocks')
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => name.endsWith('.data')).map((name) => join(folder, name))
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  return files.filter((_, i) => sizes[i] === leaf)
}

describe('swarm', function () {
  this.timeout(120_000)
  afterEach(endAll)

  it('default: peers that have a part each make up the whole, which is then here', async () => {
    const [d, b, c] = await startPeers(3)
    if (d === undefined || b === undefined || c === undefined) throw new Error('three peers')
    const bytes = someBytes(leaves * leaf)
    const cid = await b.network.content.put(bytes)
    await c.network.content.put(bytes)
    const [ofB, ofC] = [await leafFiles(b.dataFolder), await leafFiles(c.dataFolder)]
    for (const path of ofB.slice(0, 12)) await rm(path)
    const lost = ofB.slice(12).map((path) => path.slice(b.dataFolder.length))
    for (const path of ofC.filter((it) => lost.includes(it.slice(c.dataFolder.length))))
      await rm(path)
    expect(await leafFiles(c.dataFolder)).to.have.length(12)
    expect(Buffer.compare(await d.network.content.get(cid, limits), bytes)).to.equal(0)
    expect(await d.network.content.hasLocally(cid)).to.equal(true)
  })

  it('behavior: goes on where it was broken off, also in another process', async () => {
    const [a, b] = await startPeers(2)
    if (a === undefined || b === undefined) throw new Error('two peers')
    const bytes = someBytes(leaves * leaf)
    const cid = await a.network.content.put(bytes)
    const own = await leafFiles(a.dataFolder)
    // Half of it is there to be had, and comes.
    const hidden = own.slice(0, 12)
    for (const path of hidden) await rm(path)
    const first = b.network.content
      .get(cid, { ...limits, timeoutMs: 100_000 })
      .catch(() => undefined)
    while ((await leafFiles(b.dataFolder)).length < 12) await new Promise(setImmediate)
    await b.network.stop()
    await first
    // The other half, and nothing else, is there now.
    await a.network.content.put(bytes)
    for (const path of own.slice(12)) await rm(path)
    const again = await startPeer({ dataFolder: b.dataFolder })
    a.gate.admit(again.network.peerId)
    again.gate.admit(a.network.peerId)
    await again.network.connect(a.network.addresses())
    expect(Buffer.compare(await again.network.content.get(cid, limits), bytes)).to.equal(0)
  })

  it('behavior: many want the same at once', async () => {
    const [a, ...others] = await startPeers(4)
    const bytes = someBytes(leaves * leaf)
    const cid = (await a?.network.content.put(bytes)) as string
    const gets = [...others, ...others].map(({ network }) => network.content.get(cid, limits))
    for (const got of await Promise.all(gets)) expect(Buffer.compare(got, bytes)).to.equal(0)
  })

  it('malice: a peer that sends other blocks, or never ends, holds nobody up', async () => {
    const [a, b] = await startPeers(2)
    if (a === undefined || b === undefined) throw new Error('two peers')
    for (const block of [new Uint8Array(leaf), new Uint8Array(1 << 20)]) {
      const liar = await startStranger(b)
      b.gate.admit(liar.peerId.toString())
      await liar.handle('/vain/blocks/1', (stream) => {
        const frame = new Uint8Array(4 + block.length)
        new DataView(frame.buffer).setUint32(0, block.length)
        frame.set(block, 4)
        stream.send(frame)
      })
    }
    const bytes = someBytes(leaves * leaf)
    const cid = await a.network.content.put(bytes)
    expect(Buffer.compare(await b.network.content.get(cid, limits), bytes)).to.equal(0)
  })

  it('error: more than was asked for, and nobody who has all of it', async () => {
    const [a, b] = await startPeers(2)
    if (a === undefined || b === undefined) throw new Error('two peers')
    const cid = await a.network.content.put(someBytes(leaves * leaf))
    const tight = { ...limits, maxBytes: 4 * leaf }
    await expectCode('net/too-large', b.network.content.get(cid, tight))
    const before = await leafFiles(a.dataFolder)
    const other = await a.network.content.put(someBytes(leaves * leaf))
    const [gone = ''] = (await leafFiles(a.dataFolder)).filter((file) => !before.includes(file))
    await rm(gone)
    await expectCode('net/timeout', b.network.content.get(other, { ...limits, timeoutMs: 5_000 }))
  })
})

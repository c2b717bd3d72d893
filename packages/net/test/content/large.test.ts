import { execFile } from 'node:child_process'
import { createHash, randomFillSync } from 'node:crypto'
import { readdir, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { OpenContent } from '@vain/protocol'
import { expect } from 'chai'
import { createFolder, endAll, expectCode, startPeer, startPeers } from '../support.ts'

const leaf = 262_144

async function hashOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}

/** Peers of whom the second has what it wants from the first. */
async function startTwo() {
  const [a, b] = await startPeers(2)
  if (a === undefined || b === undefined) throw new Error('two peers')
  return { a, b, holder: a.network.content, taker: b.network.content }
}

/** Files of blocks of a size in a data folder. */
async function filesOf(dataFolder: string): Promise<string[]> {
  const folder = join(dataFolder, 'blocks')
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  return files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

describe('content of 128 MiB', function () {
  this.timeout(300_000)

  it('behavior: is put and read with no more than half of it in memory', async () => {
    const script = fileURLToPath(new URL('weighLarge.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script], {
      timeout: 280_000,
    })
    const { sizeBytes, same, heldMost } = JSON.parse(stdout)
    expect(same).to.equal(true)
    expect(sizeBytes).to.equal(2 ** 27 - 1_000)
    expect(heldMost).to.be.within(1, sizeBytes / 2)
  })
})

describe('open content', function () {
  this.timeout(120_000)
  afterEach(endAll)

  async function startWithFile() {
    const peer = await startPeer({ dataFolder: await createFolder() })
    const { content } = peer.network
    const bytes = randomFillSync(new Uint8Array(20 * leaf + 5))
    const cid = await content.put(bytes)
    return { ...peer, content, bytes, cid }
  }
  const read = async (file: OpenContent | undefined, ...range: number[]): Promise<Buffer> => {
    if (file === undefined) throw new Error('it is here')
    const pieces: Uint8Array[] = []
    for await (const piece of file.read(...range)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  it('default: any part of it is read', async () => {
    const { content, bytes, cid } = await startWithFile()
    const file = await content.openLocally(cid)
    const end = bytes.length
    for (const [from, to] of [
      [0, end],
      [0, 1],
      [leaf - 1, leaf + 1],
      [leaf, 2 * leaf],
      [12 * leaf + 7, 17 * leaf - 3],
      [end - 6, end],
      [end - 1, end + 1_000_000],
      [end, end],
      [5, 5],
    ] as const)
      expect(
        Buffer.compare(await read(file, from, to), bytes.subarray(from, to)),
        `${from}`,
      ).to.equal(0)
  })

  it('behavior: what is not here whole is not opened, and nobody is asked for it', async () => {
    const { content, cid, dataFolder } = await startWithFile()
    const [lost = ''] = await filesOf(dataFolder)
    await rm(lost)
    expect(await content.openLocally(cid)).to.equal(undefined)
    await expectCode('net/bad-cid', content.openLocally('../x'))
  })

  it('error: a block that is damaged ends what is read, and nothing of it is given', async () => {
    const { content, cid, bytes, dataFolder } = await startWithFile()
    const file = await content.openLocally(cid)
    for (const path of await filesOf(dataFolder)) await truncate(path, 10)
    await expectCode('net/block-lost', read(file))
    expect(bytes.length).to.equal(file?.sizeBytes)
  })

  it('behavior: a block that goes while it is read is brought anew', async () => {
    const { a, b, holder, taker } = await startTwo()
    const bytes = randomFillSync(new Uint8Array(20 * leaf + 5))
    const cid = await holder.put(bytes)
    const file = await taker.open(cid, { maxBytes: bytes.length, timeoutMs: 60_000 })
    const kept = await filesOf(a.dataFolder)
    for (const [i, path] of (await filesOf(b.dataFolder)).entries())
      await (i % 2 === 0 ? rm(path) : truncate(path, 10))
    expect(await hashOf(file.read())).to.equal(createHash('sha256').update(bytes).digest('hex'))
    expect(await filesOf(a.dataFolder)).to.deep.equal(kept)
  })
})

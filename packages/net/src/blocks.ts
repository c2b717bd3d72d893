import { mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FsBlockstore } from 'blockstore-fs'
import { NextToLast } from 'blockstore-fs/sharding'
import type { CID } from 'multiformats/cid'

/** Two letters of the CID name the folder of a block. */
const shardingStrategy = new NextToLast()

let writes = 0

/**
 * Blocks as files, written so that they outlast a power cut: `put` resolves once the block and its
 * name are on disk, and a name never stands for half a block.
 *
 * `FsBlockstore` alone writes without fsync.
 */
export class DurableBlockstore extends FsBlockstore {
  constructor(folder: string) {
    super(folder, { shardingStrategy })
  }

  override async put(cid: CID, block: Uint8Array | AsyncIterable<Uint8Array>): Promise<CID> {
    const { dir, file } = shardingStrategy.encode(cid)
    const path = join(this.path, dir, file)
    await mkdir(dirname(path), { recursive: true })
    writes += 1
    const draft = `${path}.${process.pid}-${writes}.tmp`
    try {
      await writeThrough(draft, block)
      await rename(draft, path)
    } catch (error) {
      await unlink(draft).catch(() => undefined)
      throw error
    }
    await syncFolder(dirname(path))
    return cid
  }
}

async function writeThrough(
  path: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

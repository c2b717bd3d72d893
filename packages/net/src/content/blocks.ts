import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NotFoundError } from '@libp2p/interface'
import { FsBlockstore } from 'blockstore-fs'
import { NextToLast } from 'blockstore-fs/sharding'
import type { CID } from 'multiformats/cid'
import { isBlockOf } from './unixfs.ts'

/** Two letters of the CID name the folder of a block. */
const shardingStrategy = new NextToLast()

let writes = 0

/**
 * Blocks as files, written so that they outlast a power cut: `put` resolves once the block and its
 * name are on disk, and a name never stands for half a block. `FsBlockstore` alone writes without
 * fsync.
 *
 * A block that is no longer what its CID says is removed when it is read, and counts as missing, so
 * that it can be fetched anew.
 */
export class DurableBlockstore extends FsBlockstore {
  constructor(folder: string) {
    super(folder, { shardingStrategy })
  }

  override async put(cid: CID, block: Uint8Array | AsyncIterable<Uint8Array>): Promise<CID> {
    const path = this.#pathOf(cid)
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

  override async *get(cid: CID): AsyncGenerator<Uint8Array> {
    const path = this.#pathOf(cid)
    const block = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new NotFoundError('no such block') : error
    })
    if (!isBlockOf(cid, block)) {
      await unlink(path)
      throw new NotFoundError('the block was damaged')
    }
    yield block
  }

  #pathOf(cid: CID): string {
    const { dir, file } = shardingStrategy.encode(cid)
    return join(this.path, dir, file)
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

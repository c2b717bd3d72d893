import { mkdir, open, readFile, rename, unlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NotFoundError } from '@libp2p/interface'
import { VainError } from '@vain/base'
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
    const path = blockPath(this.path, cid)
    writes += 1
    const draft = `${path}.${process.pid}-${writes}.tmp`
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeThrough(draft, block)
      await rename(draft, path)
    } catch (error) {
      await unlink(draft).catch(() => undefined)
      throw isFull(error) ? noSpace(this.path, error) : error
    }
    await syncFolder(dirname(path))
    return cid
  }

  override async *get(cid: CID): AsyncGenerator<Uint8Array> {
    const path = blockPath(this.path, cid)
    const block = await readBlockFile(this.path, cid).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new NotFoundError('no such block') : error
    })
    if (!isBlockOf(cid, block)) {
      await unlink(path)
      throw new NotFoundError('the block was damaged')
    }
    yield block
  }

  /** Marks a block as new, so that no sweep takes it; whether it is here. */
  async touch(cid: CID): Promise<boolean> {
    const now = new Date()
    return utimes(blockPath(this.path, cid), now, now).then(
      () => true,
      () => false,
    )
  }
}

/** File of a block below the folder of a store. */
export function blockPath(folder: string, cid: CID): string {
  const { dir, file } = shardingStrategy.encode(cid)
  return join(folder, dir, file)
}

/** A block as it is on disk, unchecked. */
export function readBlockFile(folder: string, cid: CID): Promise<Uint8Array> {
  return readFile(blockPath(folder, cid))
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
}

function noSpace(folder: string, cause: unknown): VainError {
  const wayOut = 'Make room, or set keepRounds or storeLimitMiB and run vain store gc.'
  return new VainError('net/no-space', 'the disk is full', { folder, wayOut }, { cause })
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

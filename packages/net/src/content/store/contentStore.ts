import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { NotFoundError } from '@libp2p/interface'
import { VainError } from '@vain/base'
import { DurableBlockstore } from '../blocks.ts'
import { readContent } from '../openContent.ts'
import { parseCid } from '../unixfs.ts'
import { type SweepOptions, type SweepResult, sweepBlocks } from './sweepBlocks.ts'

/** The artefact store of a data folder as files: also of a network that is not running. */
export type ContentStore = {
  /** Removes what neither stays nor is pinned. See `sweepBlocks`. */
  sweep(options: SweepOptions): Promise<SweepResult>
  /** Content that is here whole; undefined if it is not. @throws what the file system does */
  read(cid: string, maxBytes: number): Promise<Uint8Array | undefined>
  /** CIDs that stay until they are unpinned, whether they are here or not. */
  pins(): Promise<readonly string[]>
  /** @throws {VainError} `net/bad-cid` */
  pin(cid: string): Promise<void>
  /** @throws {VainError} `net/bad-cid` */
  unpin(cid: string): Promise<void>
}

/**
 * Opens the artefact store below the folder of a network, for looking after it.
 *
 * Pins are names in a folder, so that they hold whether a daemon is running or not, from the moment
 * they are set.
 *
 * @param dataFolder - as `createNetwork` got it
 */
export function openContentStore(dataFolder: string): ContentStore {
  const [blocks, pinFolder] = [join(dataFolder, 'blocks'), join(dataFolder, 'pins')]
  const pins = (): Promise<string[]> =>
    readdir(pinFolder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
  return {
    async sweep(options) {
      return sweepBlocks(blocks, { ...options, keep: [...options.keep, ...(await pins())] })
    },
    async read(cid, maxBytes) {
      try {
        return await readContent(new DurableBlockstore(blocks), parseCid(cid), maxBytes)
      } catch (error) {
        if (error instanceof VainError || error instanceof NotFoundError) return undefined
        throw error
      }
    },
    pins,
    async pin(cid) {
      const name = parseCid(cid).toV1().toString()
      await mkdir(pinFolder, { recursive: true, mode: 0o700 })
      await (await open(join(pinFolder, name), 'a')).close()
      const folder = await open(pinFolder, 'r')
      await folder.sync().finally(() => folder.close())
    },
    async unpin(cid) {
      await rm(join(pinFolder, parseCid(cid).toV1().toString()), { force: true })
    },
  }
}

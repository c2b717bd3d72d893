import { unixfs } from '@helia/unixfs'
import { VainError } from '@vain/base'
import type { Helia } from 'helia'
import type { CID } from 'multiformats/cid'
import type { Fetch } from './fetch.ts'
import type { Tasks } from './tasks.ts'
import { cidOf, importOptions, parseCid, readContent } from './unixfs.ts'

/** Bytes addressed by what they are. */
export type Content = {
  /**
   * Stores the bytes and returns their CID. When it resolves they are on disk (fsync), and peers
   * that are connected can fetch them.
   */
  put(bytes: Uint8Array): Promise<string>
  /**
   * The bytes of a CID, from disk or else from connected peers; then they are kept on disk.
   *
   * Only content laid out as `put` does it is accepted, so that every reader agrees on the CID.
   *
   * @throws {VainError} `net/timeout` if it is not found in time, `net/too-large`, `net/bad-cid`,
   * `net/cid-mismatch`, `net/closed`; the reason of `signal`
   */
  get(
    cid: string,
    limits: { maxBytes: number; timeoutMs: number },
    signal?: AbortSignal,
  ): Promise<Uint8Array>
  /** Whether all of it is on disk here. @throws {VainError} `net/bad-cid` */
  hasLocally(cid: string): Promise<boolean>
}

/** Content in the blockstore of a Helia node; `fetch` gets what is missing. */
export function createContent(helia: Helia, fetch: Fetch, tasks: Tasks): Content {
  const files = unixfs(helia)

  const readLocally = async (
    root: CID,
    maxBytes: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array | undefined> => {
    try {
      return await readContent(helia.blockstore, root, maxBytes, signal, { offline: true })
    } catch (error) {
      if (error instanceof VainError) throw error
      return undefined
    }
  }

  return {
    async put(bytes) {
      const cid = await files.addBytes(bytes, importOptions)
      return cid.toString()
    },
    async get(cid, { maxBytes, timeoutMs }, outer) {
      const root = parseCid(cid)
      const run = async (signal: AbortSignal): Promise<Uint8Array> =>
        (await readLocally(root, maxBytes, signal)) ?? (await fetch(root, maxBytes, signal))
      const bytes = await tasks.run(timeoutMs, run, outer)
      const found = await cidOf(bytes)
      if (found !== root.toV1().toString())
        throw new VainError('net/cid-mismatch', 'the content is laid out in another way', {
          cid,
          found,
        })
      return bytes
    },
    hasLocally: async (cid) =>
      (await readLocally(parseCid(cid), Number.POSITIVE_INFINITY)) !== undefined,
  }
}

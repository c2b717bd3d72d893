import { unixfs } from '@helia/unixfs'
import { VainError } from '@vain/base'
import type { Content } from '@vain/protocol'
import type { Helia } from 'helia'
import type { CID } from 'multiformats/cid'
import type { Tasks } from '../tasks.ts'
import type { Announce } from '../transport/node.ts'
import type { DurableBlockstore } from './blocks.ts'
import type { Fetch } from './fetch.ts'
import { hasContent, readContent } from './readContent.ts'
import { createTurns } from './turns.ts'
import { type Blocks, importOptions, parseCid } from './unixfs.ts'

/**
 * Content in the blockstore of a Helia node.
 *
 * `put` resolves when the bytes are on disk (fsync); peers that wait for them get them then.
 *
 * `get` reads from disk, or else fetches from connected peers and keeps on disk. It accepts only
 * content laid out as `put` does it, so that all readers agree which CID bytes have. It throws
 * `net/timeout` if the content is not found in time, `net/too-large`, `net/bad-cid`,
 * `net/no-content`, `net/cid-mismatch`, `net/closed`, or the reason of the signal.
 */
export function createContent(deps: {
  helia: Helia
  store: Pick<DurableBlockstore, 'touch'>
  announce: Announce
  fetch: Fetch
  tasks: Tasks
}): Content {
  const { helia, store, announce, fetch, tasks } = deps
  const inTurn = createTurns()
  const files = unixfs({ blockstore: announcing(helia.blockstore, store, announce) })

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
      const read = async (signal: AbortSignal): Promise<Uint8Array> =>
        (await readLocally(root, maxBytes, signal)) ?? (await fetch(root, maxBytes, signal))
      // Sessions that want the same blocks at once take them from each other, and one waits in vain.
      const run = (signal: AbortSignal) => inTurn(`${root}`, signal, () => read(signal))
      return tasks.run(timeoutMs, run, outer)
    },
    hasLocally: async (cid) => hasContent(helia.blockstore, parseCid(cid)),
  }
}

/** Helia announces a block before it stores it, and so to nobody: peers ask and it is not there. */
function announcing(
  blocks: Blocks,
  store: Pick<DurableBlockstore, 'touch'>,
  announce: Announce,
): Blocks {
  return {
    get: (cid, options) => blocks.get(cid, options),
    has: (cid, options) => blocks.has(cid, options),
    async put(cid, block, options) {
      // A sweep may be about to take what was here before.
      if (!(await store.touch(cid))) await blocks.put(cid, block, options)
      await announce(cid)
      return cid
    },
  }
}

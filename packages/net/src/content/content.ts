import { VainError } from '@vain/base'
import type { Content, FetchLimits, OpenContent } from '@vain/protocol'
import type { Helia } from 'helia'
import type { CID } from 'multiformats/cid'
import type { Tasks } from '../tasks.ts'
import type { Announce } from '../transport/node.ts'
import type { DurableBlockstore } from './blocks.ts'
import type { Fetch } from './fetch.ts'
import {
  type ContentFile,
  collect,
  hasContent,
  maxHeldBytes,
  openContent,
  readWhole,
} from './openContent.ts'
import { createTurns } from './turns.ts'
import { type Blocks, layOut, parseCid } from './unixfs.ts'

/**
 * Content in the blockstore of a Helia node.
 *
 * `put` resolves when the bytes are on disk (fsync); peers that wait for them get them then.
 *
 * `open` fetches what is not on disk from connected peers and keeps it there; whatever is read is
 * read from disk, and fetched anew if it was damaged. It accepts only content laid out as `put` does
 * it, so that all readers agree which CID bytes have. It throws `net/timeout` if the content is not
 * found in time, `net/too-large`, `net/bad-cid`, `net/no-content`, `net/cid-mismatch`, `net/closed`,
 * or the reason of the signal; `openLocally` `net/bad-cid`, and while it is read `net/block-lost`.
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
  const stored = announcing(helia.blockstore, store, announce)
  const local = localBlocks(helia.blockstore)
  const isAllHere = async ({ leaves }: ContentFile): Promise<boolean> =>
    (await firstMissing(helia.blockstore, leaves)) === undefined

  async function open(
    cid: string,
    { maxBytes, timeoutMs }: FetchLimits,
    outer?: AbortSignal,
  ): Promise<OpenContent> {
    const root = parseCid(cid)
    const bring = (missing: CID): Promise<void> => {
      // Sessions that want the same blocks at once take them from each other, and one waits in vain.
      const run = (signal: AbortSignal): Promise<void> =>
        inTurn(`${root}`, signal, async () => {
          if (!(await helia.blockstore.has(missing))) await fetch(root, maxBytes, signal)
        })
      return tasks.run(timeoutMs, run, outer)
    }
    const file = await openContent(mended(local, bring, outer), root, maxBytes)
    const missing = await firstMissing(helia.blockstore, file.leaves)
    if (missing !== undefined) await bring(missing)
    return file
  }

  return {
    async put(bytes) {
      const cid = await layOut(bytes, stored)
      return cid.toString()
    },
    get: (cid, limits, outer) =>
      tasks.run(
        limits.timeoutMs,
        async (signal) => collect(await open(cid, limits, signal)),
        outer,
      ),
    open,
    async openLocally(cid) {
      const root = parseCid(cid)
      const file = await openContent(local, root, maxHeldBytes).catch(() => undefined)
      return file !== undefined && (await isAllHere(file)) ? file : undefined
    },
    hasLocally: async (cid) => hasContent(local, parseCid(cid)),
  }
}

/** The first of some blocks that is not here, damaged or not. */
async function firstMissing(blocks: Blocks, cids: readonly CID[]): Promise<CID | undefined> {
  for (const cid of cids) if (!(await blocks.has(cid))) return cid
  return undefined
}

/** The blocks that are here. `get` throws `net/block-lost` for others. */
function localBlocks(blocks: Blocks): Blocks {
  return {
    put: (cid, block, options) => blocks.put(cid, block, options),
    has: (cid, options) => blocks.has(cid, options),
    async *get(cid) {
      try {
        yield await readWhole(blocks, cid, { offline: true })
      } catch (cause) {
        const facts = { cid: `${cid}` }
        throw new VainError('net/block-lost', 'a block is not here any more', facts, { cause })
      }
    },
  }
}

/** The same blocks, of which those that are not here are brought before they are read. */
function mended(
  local: Blocks,
  bring: (cid: CID) => Promise<void>,
  signal: AbortSignal | undefined,
): Blocks {
  return {
    ...local,
    async *get(cid) {
      signal?.throwIfAborted()
      yield await readWhole(local, cid).catch(async () => {
        await bring(cid)
        return readWhole(local, cid)
      })
    },
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

import { lstat, opendir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { CID } from 'multiformats/cid'
import { blockPath, readBlockFile } from '../blocks.ts'
import { isNode, linksOf } from '../swarm/wants.ts'

/** What is on disk, and what a sweep removed of it, or would have. */
export type SweepResult = {
  readonly blocks: number
  readonly sizeBytes: number
  readonly removedBlocks: number
  readonly removedBytes: number
}

export type SweepOptions = {
  /** CIDs of content that stays. Those that are not here, or no CIDs, are passed over. */
  readonly keep: readonly string[]
  /** What was written or put after this time stays whatever it is, milliseconds since 1970. */
  readonly before: number
  /** Removes nothing. */
  readonly isDry?: boolean
  readonly signal?: AbortSignal
}

/** A draft that nobody has finished for so long was left by a process that ended. */
const oldDraftMs = 3_600_000

/**
 * Removes blocks from a folder that belong to nothing that stays. It may run beside a network on
 * the same folder, and be broken off anywhere: what lost some of its blocks counts as not here.
 *
 * A block that is put again while it is looked at may go with the content it was put for; it is
 * fetched anew then. `put` marks blocks that are here already as new, so that only a moment is left
 * for that.
 *
 * @param folder - of the blocks
 * @throws what the file system does, other than that a file is not there
 */
export async function sweepBlocks(
  folder: string,
  { keep, before, isDry = false, signal }: SweepOptions,
): Promise<SweepResult> {
  const stays = await markKept(folder, keep, signal)
  let [blocks, sizeBytes, removedBlocks, removedBytes] = [0, 0, 0, 0]
  for await (const path of filesBelow(folder)) {
    signal?.throwIfAborted()
    const found = await lstat(path).catch(() => undefined)
    if (found === undefined) continue
    const isOld = path.endsWith('.tmp')
      ? found.mtimeMs < Math.min(before, Date.now() - oldDraftMs)
      : !stays.has(path) && found.mtimeMs < before
    blocks += 1
    sizeBytes += found.size
    if (!isOld) continue
    if (!isDry) await unlink(path).catch(ignoreGone)
    removedBlocks += 1
    removedBytes += found.size
  }
  return { blocks, sizeBytes, removedBlocks, removedBytes }
}

/** Files of the blocks of all content that stays. */
async function markKept(
  folder: string,
  keep: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const stays = new Set<string>()
  const queue = keep.flatMap(toCid)
  for (let cid = queue.pop(); cid !== undefined; cid = queue.pop()) {
    signal?.throwIfAborted()
    const path = blockPath(folder, cid)
    if (stays.has(path)) continue
    stays.add(path)
    if (!isNode(cid)) continue
    // Any other failure ends the sweep: what an unread node leads to would be taken for useless.
    const block = await readBlockFile(folder, cid).catch(ignoreGone)
    if (block !== undefined) queue.push(...linksOf(block))
  }
  return stays
}

function toCid(text: string): CID[] {
  try {
    return [CID.parse(text)]
  } catch {
    return []
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = await opendir(folder).catch(ignoreGone)
  for await (const entry of entries ?? []) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

function ignoreGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

import { lstat, opendir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Log, Meter } from '@vain/base'
import { operatorMetrics } from './operatorMetrics.ts'

/** Between two looks at the room on the disk, and looks at it between two at every file. */
const [lookMs, looksPerWalk] = [30_000, 20]

/**
 * Shows how much of the disk a data folder takes, and how much is left.
 *
 * @returns a function that ends it
 */
export function measureStores(
  deps: { readonly clock: Clock; readonly log: Log; readonly meter: Meter },
  folder: string,
): () => Promise<void> {
  const { clock, log, meter } = deps
  const { store, free } = meter.open(operatorMetrics)
  const stopping = new AbortController()
  let sizes: ReadonlyMap<string, number> = new Map()
  store.follow(() => [...sizes].map(([name, size]) => [{ store: name }, size]))

  async function look(turn: number): Promise<void> {
    const { bavail, bsize } = await statfs(folder)
    free.set({}, bavail * bsize)
    if (turn % looksPerWalk === 0) sizes = await sizesIn(folder, stopping.signal)
  }

  async function follow(): Promise<void> {
    for (let turn = 0; !stopping.signal.aborted; turn++) {
      await look(turn).catch((error: unknown) => {
        if (!stopping.signal.aborted) log.debug('the data folder was not measured', { error })
      })
      await clock.sleep(lookMs, stopping.signal).catch(() => undefined)
    }
  }

  const running = follow()
  return async () => {
    stopping.abort()
    await running
  }
}

/** Bytes that each entry of a folder holds, what is below it included. */
async function sizesIn(folder: string, signal: AbortSignal): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    sizes.set(entry.name, entry.isDirectory() ? await sizeBelow(path, signal) : await sizeOf(path))
  }
  return sizes
}

async function sizeBelow(folder: string, signal: AbortSignal): Promise<number> {
  let size = 0
  for await (const entry of await opendir(folder, { recursive: true })) {
    signal.throwIfAborted()
    if (entry.isFile()) size += await sizeOf(join(entry.parentPath, entry.name))
  }
  return size
}

/** A file may go while the others are looked at. */
async function sizeOf(path: string): Promise<number> {
  return (await lstat(path).catch(() => undefined))?.size ?? 0
}

import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Log } from '@vain/base'
import type { Troubles } from './createTroubles.ts'
import { createWorker } from './createWorker.ts'

/** Between two tries. */
const lookMs = 10_000
/** What is tried: more than a file's own name and place take. */
const probeBytes = 65_536

/**
 * Tries every ten seconds whether anything can be written to a data folder, and says so when that
 * changes. A disk that is full, over its quota, read-only or broken all show by it.
 *
 * @returns the way to end it
 */
export function probeFolder(
  deps: {
    readonly clock: Clock
    readonly log: Log
    readonly troubles: Troubles
    /** Writes something and removes it again. */
    readonly probe?: (folder: string) => Promise<void>
  },
  folder: string,
): () => Promise<void> {
  const { log, troubles, probe = writeProbe } = deps
  let before: string | undefined
  const worker = createWorker(deps, async () => {
    const reason = await probe(folder).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
    )
    if (reason === undefined) troubles.settle('write')
    else troubles.raise('write', `nothing can be written to the data folder (${reason})`)
    if (reason !== undefined && reason !== before)
      log.error('nothing can be written to the data folder', { folder, reason })
    if (reason === undefined && before !== undefined)
      log.info('the data folder can be written again', { folder })
    before = reason
    return lookMs
  })
  worker.poke()
  return worker.stop
}

async function writeProbe(folder: string): Promise<void> {
  const path = join(folder, 'probe.tmp')
  try {
    const file = await open(path, 'w', 0o600)
    try {
      await file.writeFile(new Uint8Array(probeBytes))
      await file.sync()
    } finally {
      await file.close()
    }
  } finally {
    await rm(path, { force: true }).catch(() => undefined)
  }
}

import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'

/** SQLite's code for what another process holds. */
const busy = 5

/**
 * Waits until no other process of this machine holds a file's lock. The system takes it from a
 * process that dies.
 *
 * @returns what gives it back
 * @throws the signal's reason when it is aborted
 */
export async function takeLock(path: string, signal: AbortSignal): Promise<() => void> {
  mkdirSync(dirname(path), { recursive: true })
  const file = new DatabaseSync(path)
  for (;;) {
    try {
      file.exec('BEGIN EXCLUSIVE')
      return () => file.close()
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== busy) throw error
    }
    await wait(200, undefined, { signal })
  }
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { VainError } from '@vain/base'

/** Result code SQLITE_BUSY. */
const sqliteBusy = 5

/**
 * Takes a data folder for this process alone, before it says anything to anyone: two daemons with
 * one key would announce each other's addresses away, and could contradict each other.
 *
 * The system lets go of the lock when the process ends, however it ends.
 *
 * @returns lets go of it
 * @throws {VainError} `operator/folder-in-use` if another process has it
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'))
  try {
    lock.exec('PRAGMA busy_timeout = 0')
    lock.exec('BEGIN EXCLUSIVE')
    return () => lock.close()
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error
    throw new VainError('operator/folder-in-use', 'another process has this data folder', {
      folder,
      wayOut: 'Stop the other daemon, or give this one a data folder of its own.',
    })
  }
}

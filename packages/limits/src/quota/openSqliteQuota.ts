import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '@vain/base'
import type { Claim, Quota } from './quota.ts'

/** Longest wait for another process that counts in the same file, milliseconds. */
const waitMs = 5_000

/**
 * Opens a quota that is kept in a file of SQLite, for the processes of one machine.
 *
 * @param path - `:memory:` for one that ends with the process
 * @param windowMs - time within which the limits hold
 */
export function openSqliteQuota(clock: Pick<Clock, 'now'>, path: string, windowMs: number): Quota {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(path, { timeout: waitMs })
  // What was taken may have been paid for: it outlasts the machine's power too.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE IF NOT EXISTS taken (owner TEXT, at INTEGER, id TEXT) STRICT')
  database.exec('CREATE INDEX IF NOT EXISTS taken_at ON taken (owner, at)')
  const forget = database.prepare('DELETE FROM taken WHERE at <= ?')
  const last = database.prepare(
    'SELECT at FROM taken WHERE owner = ? ORDER BY at DESC LIMIT 1 OFFSET ?',
  )
  const insert = database.prepare('INSERT INTO taken VALUES (?, ?, ?)')
  const remove = database.prepare('DELETE FROM taken WHERE id = ?')

  /** When a place of the claim is free; undefined if one is. */
  function freeAt({ of, limit }: Claim): number | undefined {
    const held = last.get(of, limit - 1)
    return held && Number(held.at) + windowMs
  }

  return {
    async take(claims) {
      const [now, id] = [clock.now(), randomUUID()]
      return atOnce(database, () => {
        forget.run(now - windowMs)
        for (const claim of claims) {
          const at = freeAt(claim)
          if (at !== undefined) return { kind: 'full', of: claim.of, waitMs: at - now }
        }
        for (const { of } of claims) insert.run(of, now, id)
        return { kind: 'taken', giveBack: async () => void remove.run(id) }
      })
    },
    close: async () => database.close(),
  }
}

/** Locks the file before it reads, so that no two processes see the same place free. */
function atOnce<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

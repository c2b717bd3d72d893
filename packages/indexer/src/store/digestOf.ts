import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/** Everything that follows from the chain, each table in one order. */
const tables = [
  'SELECT * FROM blocks WHERE number <= ? ORDER BY number',
  'SELECT * FROM events WHERE block <= ? ORDER BY block, log',
  'SELECT * FROM mentions WHERE block <= ? ORDER BY kind, value, block, log',
  'SELECT * FROM costs WHERE block <= ? ORDER BY hash',
] as const

/**
 * SHA-256 over all rows of blocks up to `block` that follow from the chain, in hexadecimal: equal for
 * equal indexes.
 */
export function digestOf(database: DatabaseSync, block: number): string {
  const hash = createHash('sha256')
  for (const text of tables) {
    hash.update(`${text}\n`)
    for (const row of database.prepare(text).iterate(block)) hash.update(`${JSON.stringify(row)}\n`)
  }
  return hash.digest('hex')
}

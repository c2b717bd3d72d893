import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/** Everything that follows from the chain, each table in one order. */
const tables = [
  'SELECT * FROM blocks ORDER BY number',
  'SELECT * FROM events ORDER BY block, log',
  'SELECT * FROM mentions ORDER BY kind, value, block, log',
  'SELECT * FROM costs ORDER BY hash',
] as const

/** SHA-256 over all rows that follow from the chain, in hexadecimal: equal for equal indexes. */
export function digestOf(database: DatabaseSync): string {
  const hash = createHash('sha256')
  for (const text of tables) {
    hash.update(`${text}\n`)
    for (const row of database.prepare(text).iterate()) hash.update(`${JSON.stringify(row)}\n`)
  }
  return hash.digest('hex')
}

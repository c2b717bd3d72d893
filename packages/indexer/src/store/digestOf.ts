import { createHash } from 'node:crypto'
import { type Database, marks, type Row, type Value } from './database/database.ts'

/** Everything that follows from the chain: tables, and the columns that each is ordered by. */
const tables = [
  { name: 'blocks', block: 'number', key: ['number'] },
  { name: 'events', block: 'block', key: ['block', 'log'] },
  { name: 'mentions', block: 'block', key: ['kind', 'value', 'block', 'log'] },
  { name: 'searched', block: 'block', key: ['block', 'log'] },
  { name: 'costs', block: 'block', key: ['hash'] },
] as const

/** Rows that are read together. */
const pageRows = 2_000

/**
 * SHA-256 over all rows of blocks up to `block` that follow from the chain, in hexadecimal: equal for
 * equal indexes, whichever database they are in.
 */
export async function digestOf(database: Pick<Database, 'all'>, block: number): Promise<string> {
  const hash = createHash('sha256')
  for (const table of tables) {
    hash.update(`${table.name}\n`)
    for await (const row of rowsOf(database, table, block)) hash.update(`${JSON.stringify(row)}\n`)
  }
  return hash.digest('hex')
}

async function* rowsOf(
  database: Pick<Database, 'all'>,
  { name, block, key }: (typeof tables)[number],
  last: number,
): AsyncGenerator<Row> {
  const columns = key.join()
  let after: Value[] = []
  for (;;) {
    const isAfter = after.length === 0 ? '' : `AND (${columns}) > (${marks(after, 1)})`
    const rows = await database.all(
      `SELECT * FROM ${name} WHERE ${block} <= $1 ${isAfter} ORDER BY ${columns} LIMIT ${pageRows}`,
      [last, ...after],
    )
    yield* rows
    const end = rows.at(-1)
    if (end === undefined || rows.length < pageRows) return
    after = key.map((column) => end[column] as Value)
  }
}

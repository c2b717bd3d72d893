import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { VainError } from '@vain/base'
import type { Cell } from '../table/cell.ts'
import type { Row } from '../table/row.ts'
import type { FileSettings, TableFormat, Wanted } from './format.ts'

/** Never a value that a column admits. */
const noCell = '\0'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

function openDatabase(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly: true })
  } catch {
    const file = basename(path)
    throw new VainError('data/unreadable', `${file} is no SQLite file that can be read`, { file })
  }
}

function toCell(value: unknown, missing: readonly string[]): Cell {
  if (value === null || value === '') return undefined
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string') return missing.includes(value.trim()) ? undefined : value
  return typeof value === 'number' ? value : noCell
}

function* rowsOf(
  path: string,
  wanted: readonly Wanted[],
  { columns, missing, table }: FileSettings,
): Generator<Row> {
  const file = basename(path)
  if (table === undefined)
    throw new VainError('data/bad-settings', `source.json does not name the table of ${file}`, {
      file,
    })
  const database = openDatabase(path)
  try {
    const names = wanted.map(({ name }) => columns[name] ?? name)
    const known = new Set(
      database
        .prepare(`PRAGMA table_xinfo(${quoted(table)})`)
        .all()
        .map(({ name }) => name),
    )
    for (const column of names)
      if (!known.has(column)) {
        const message = `${file} has no column ${column} in ${table}`
        throw new VainError('data/no-column', message, { file, table, column })
      }
    const statement = database.prepare(`SELECT ${names.map(quoted)} FROM ${quoted(table)}`)
    // Without this a large integer ends the reading with an error that shows it.
    statement.setReadBigInts(true)
    let row = 0
    for (const found of statement.iterate())
      yield { row: ++row, cells: names.map((name) => toCell(found[name], missing)) }
  } finally {
    database.close()
  }
}

/** A table or view of an SQLite file, which is only read; rows count from 1 as they come. */
export const sqliteFormat: TableFormat = {
  extensions: ['.sqlite', '.sqlite3', '.db'],
  open: (path, wanted, settings) => ({
    file: basename(path),
    rows: () => rowsOf(path, wanted, settings),
  }),
}

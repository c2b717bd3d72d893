import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { VainError } from '@vain/base'
import type { Cell } from '../table/cell.ts'
import type { Row } from '../table/row.ts'
import {
  type FileSettings,
  isMissing,
  nameInFiles,
  type TableFormat,
  type Wanted,
} from './format.ts'

/** Never a value that a column admits. */
const noCell = '\0'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** The error that a file cannot be read; without the cause, which may show what stands in it. */
function unreadable(file: string): VainError {
  return new VainError('data/unreadable', `${file} is no SQLite file that can be read`, { file })
}

function toCell(value: unknown, missing: readonly string[]): Cell {
  if (value === null) return undefined
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string') return isMissing(value, missing) ? undefined : value
  return typeof value === 'number' ? value : noCell
}

/** Names of the wanted columns in the table. @throws {VainError} `data/no-column` */
function namesIn(
  database: DatabaseSync,
  table: string,
  wanted: readonly Wanted[],
  settings: FileSettings,
  file: string,
): string[] {
  const info = database.prepare(`PRAGMA table_xinfo(${quoted(table)})`).all()
  const known = new Set(info.map(({ name }) => name))
  return wanted.map(({ name }) => {
    const column = nameInFiles(settings, name)
    if (known.has(column)) return column
    const message = `${file} has no column ${column} in ${table}`
    throw new VainError('data/no-column', message, { file, table, column })
  })
}

function* rowsOf(
  path: string,
  wanted: readonly Wanted[],
  settings: FileSettings,
): Generator<Row, void, void> {
  const file = basename(path)
  const { table, missing } = settings
  if (table === undefined)
    throw new VainError('data/bad-settings', `source.json does not name the table of ${file}`, {
      file,
    })
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { readOnly: true })
    const names = namesIn(database, table, wanted, settings, file)
    const statement = database.prepare(`SELECT ${names.map(quoted)} FROM ${quoted(table)}`)
    // Without this a large integer ends the reading with an error that shows it.
    statement.setReadBigInts(true)
    let row = 0
    for (const found of statement.iterate())
      yield { row: ++row, cells: names.map((name) => toCell(found[name], missing)) }
  } catch (error) {
    throw error instanceof VainError ? error : unreadable(file)
  } finally {
    database?.close()
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

import { mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { sqliteDialect } from '../schema.ts'
import { type Change, type Driver, dropTables, marks, type Row, type Value } from './database.ts'

/** In memory, for an index that ends with its process. */
const inMemory = ':memory:'

/** Statements that are kept ready. */
const maxStatements = 200

/** Opens a file of SQLite, which is made if it is not there. */
export function openSqlite(path: string): Driver {
  if (path !== inMemory) mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 5_000 })
  // What was committed outlives the process in any case, and all of it is on the chain.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  const prepare = createPrepare(database)
  return {
    dialect: sqliteDialect,
    dropTables,
    hasTables: async () =>
      prepare("SELECT name FROM sqlite_schema WHERE name = 'meta'").all().length > 0,
    all: async (text, values = []) => prepare(text).all(...values) as Row[],
    async write(changes) {
      database.exec('BEGIN IMMEDIATE')
      try {
        for (const change of changes) apply(prepare, change)
        database.exec('COMMIT')
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
    // A folder belongs to one portal.
    lead: async () => true,
    close: async () => database.close(),
  }
}

/** Deletes a file of SQLite, if there is one. */
export function deleteSqlite(path: string): void {
  if (path === inMemory) return
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
}

type Runner = {
  all(...values: Value[]): unknown[]
  run(...values: Value[]): void
}

function createPrepare(database: DatabaseSync): (text: string) => Runner {
  const kept = new Map<string, Runner>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    if (kept.size >= maxStatements) kept.clear()
    const made = toRunner(database, text)
    kept.set(text, made)
    return made
  }
}

/** `$1` is a name to SQLite, and not a place: values are put where the numbers say. */
function toRunner(database: DatabaseSync, text: string): Runner {
  const places = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number) - 1)
  const statement: StatementSync = database.prepare(text.replace(/\$\d+/g, '?'))
  // The cast holds as long as a statement names no value that it is not given.
  const inPlace = (values: Value[]): Value[] => places.map((place) => values[place] as Value)
  return {
    all: (...values) => statement.all(...inPlace(values)),
    run: (...values) => void statement.run(...inPlace(values)),
  }
}

function apply(prepare: (text: string) => Runner, change: Change): void {
  if ('text' in change) {
    prepare(change.text).run(...(change.values ?? []))
    return
  }
  const { into, rows, otherwise = '' } = change
  for (const row of rows)
    prepare(`INSERT INTO ${into} VALUES (${marks(row)}) ${otherwise}`).run(...row)
}

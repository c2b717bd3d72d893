import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { VainError } from '@vain/base'
import { format, schema } from './schema.ts'

/** In memory, for an index that ends with its process. */
const inMemory = ':memory:'

/**
 * Opens the database of an index, and makes a new one where none is, or one of another layout or of
 * other contracts.
 *
 * @param network - text that tells networks, and what is indexed of them, apart
 */
export function openDatabase(path: string, network: string): DatabaseSync {
  if (path !== inMemory) mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const found = open(path)
  if (fits(found, network)) return found
  found.close()
  deleteDatabase(path)
  const made = open(path)
  const insert = 'INSERT INTO meta (name, value) VALUES (?, ?)'
  made.exec('BEGIN IMMEDIATE')
  made.exec(schema)
  made.prepare(insert).run('format', String(format))
  made.prepare(insert).run('network', network)
  made.exec('COMMIT')
  return made
}

/**
 * Opens the database of an index as it is.
 *
 * @returns undefined if there is none of this layout
 * @throws {VainError} `portal/other-network`
 */
export function openExisting(path: string, network: string): DatabaseSync | undefined {
  if (!existsSync(path)) return undefined
  const found = open(path)
  const meta = readMeta(found)
  if (meta.get('format') === String(format) && meta.get('network') === network) return found
  found.close()
  if (meta.get('format') !== String(format)) return undefined
  throw new VainError('portal/other-network', 'the index is one of another network', {
    path,
    wayOut: 'Name the network that it is of, or another data folder.',
  })
}

/** Deletes the database of an index, if there is one. */
export function deleteDatabase(path: string): void {
  if (path === inMemory) return
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 5_000 })
  // What was committed outlives the process in any case, and all of it is on the chain.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  return database
}

function fits(database: DatabaseSync, network: string): boolean {
  const meta = readMeta(database)
  return meta.get('format') === String(format) && meta.get('network') === network
}

function readMeta(database: DatabaseSync): ReadonlyMap<unknown, unknown> {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE name = 'meta'").all()
  const rows = tables.length === 0 ? [] : database.prepare('SELECT name, value FROM meta').all()
  return new Map(rows.map(({ name, value }) => [name, value]))
}

import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { VainError } from '@vain/base'
import type { Venue } from '@vain/protocol'

/** Number of the tables below: a folder with other ones is not read. */
const format = 3

const schema = `
CREATE TABLE IF NOT EXISTS venue (chain TEXT NOT NULL, ledger TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS rounds (
  run INTEGER NOT NULL, round INTEGER NOT NULL,
  open TEXT, forced INTEGER NOT NULL DEFAULT 0, erased INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run, round)) STRICT;
CREATE TABLE IF NOT EXISTS secrets (
  run INTEGER NOT NULL, round INTEGER NOT NULL, salt BLOB NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (run, round)) STRICT;
CREATE TABLE IF NOT EXISTS answers (
  run INTEGER NOT NULL, round INTEGER NOT NULL, phase INTEGER NOT NULL, envelope BLOB NOT NULL,
  PRIMARY KEY (run, round, phase)) STRICT;
CREATE TABLE IF NOT EXISTS contexts (
  run INTEGER NOT NULL, round INTEGER NOT NULL, ctx TEXT NOT NULL, leader INTEGER NOT NULL,
  rosterRoot TEXT NOT NULL, rosterContent TEXT NOT NULL, envelope BLOB NOT NULL,
  PRIMARY KEY (run, round, ctx)) STRICT;
CREATE TABLE IF NOT EXISTS bound (
  run INTEGER NOT NULL, round INTEGER NOT NULL, ctx TEXT NOT NULL, maskCtx TEXT NOT NULL,
  rosterRoot TEXT NOT NULL, rosterContent TEXT NOT NULL,
  shareRoot TEXT NOT NULL, shareContent TEXT NOT NULL,
  PRIMARY KEY (run, round)) STRICT;
CREATE TABLE IF NOT EXISTS bases (
  run INTEGER NOT NULL, round INTEGER NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('sketches', 'settle', 'check')),
  root TEXT NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (run, round, what)) STRICT;
CREATE TABLE IF NOT EXISTS revealed (
  run INTEGER NOT NULL, round INTEGER NOT NULL, peer INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  PRIMARY KEY (run, round, peer)) STRICT;
CREATE TABLE IF NOT EXISTS vectors (
  run INTEGER NOT NULL, round INTEGER NOT NULL, published INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run, round)) STRICT;
CREATE TABLE IF NOT EXISTS deliveries (
  run INTEGER NOT NULL, round INTEGER NOT NULL, aggregator INTEGER NOT NULL, digest BLOB NOT NULL,
  PRIMARY KEY (run, round, aggregator)) STRICT;
CREATE TABLE IF NOT EXISTS trained (
  run INTEGER NOT NULL, round INTEGER NOT NULL, model TEXT NOT NULL, examples INTEGER NOT NULL,
  PRIMARY KEY (run, round)) STRICT;
CREATE TABLE IF NOT EXISTS evaluations (
  run INTEGER NOT NULL, round INTEGER NOT NULL, head TEXT NOT NULL, envelope BLOB NOT NULL,
  PRIMARY KEY (run, round, head)) STRICT;
CREATE TABLE IF NOT EXISTS signed (
  run INTEGER NOT NULL, round INTEGER NOT NULL, digest TEXT NOT NULL,
  root TEXT NOT NULL, content TEXT NOT NULL, signature BLOB NOT NULL,
  PRIMARY KEY (run, round)) STRICT;
`

/**
 * Opens the operator's memory: what it has said and must neither forget nor contradict. A commit
 * is on disk (WAL, synchronous FULL) before the call that made it returns.
 *
 * @param folder - made with mode 0700 if it is missing
 * @throws {VainError} `store/in-use` if another process has it open, `store/other-format` if another
 *   version wrote it, `store/other-network` if it belongs to another ledger
 */
export function openDatabase(folder: string, venue: Venue): DatabaseSync {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'memory.sqlite')
  // SQLite gives its other files the mode of this one.
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path)
  try {
    // Two processes with one memory could each give away one of two shares: the lock is held.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    database.exec('PRAGMA secure_delete = ON')
    inTransaction(database, () => {
      bindFormat(database, folder)
      database.exec(schema)
      bindVenue(database, venue, folder)
    })
    return database
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error
    throw new VainError('store/in-use', 'another process has this data folder open', {
      folder,
      wayOut: 'Stop the other daemon, or give this one a data folder of its own.',
    })
  }
}

/** Result code SQLITE_BUSY. */
const sqliteBusy = 5

/** Runs `work` as one transaction: all of it is on disk afterwards, or nothing of it. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** What an older version has said means nothing here: its keys belong to other rounds. */
function bindFormat(database: DatabaseSync, folder: string): void {
  const { user_version: found } = database.prepare('PRAGMA user_version').get() ?? {}
  const isNew = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  if (isNew) database.exec(`PRAGMA user_version = ${format}`)
  else if (found !== format)
    throw new VainError('store/other-format', 'another version wrote this data folder', {
      folder,
      found,
      expected: format,
      wayOut: 'Start with the keystore in an otherwise empty data folder.',
    })
}

function bindVenue(database: DatabaseSync, venue: Venue, folder: string): void {
  const bound = database.prepare('SELECT chain, ledger FROM venue').get()
  const chain = venue.chainId.toString()
  if (bound === undefined) {
    database.prepare('INSERT INTO venue VALUES (?, ?)').run(chain, venue.ledger)
  } else if (bound.chain !== chain || bound.ledger !== venue.ledger)
    throw new VainError('store/other-network', 'the data folder belongs to another network', {
      folder,
      chain: bound.chain,
      ledger: bound.ledger,
      wayOut: 'Name the data folder of this network, or a new one.',
    })
}

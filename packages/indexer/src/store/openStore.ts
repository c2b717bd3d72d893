import type { DatabaseSync } from 'node:sqlite'
import type { Block, Cost, PlacedLog } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { EventRow } from '../api/chain/events.ts'
import { digestOf } from './digestOf.ts'
import { openDatabase, openExisting } from './openDatabase.ts'
import { createQuery } from './queryEvents.ts'
import type { Position, Query, StoredEvaluation } from './rows.ts'
import { createWriter, type StoreWriter } from './writeBatch.ts'

/** The index of a chain's events on disk. */
export type Store = StoreWriter & {
  /** The block that it was brought up to; undefined before the first. */
  head(): Block | undefined
  /** Numbers and hashes of blocks that are known, ascending, up to the head. */
  known(): readonly Pick<Block, 'number' | 'hash'>[]
  events(query: Query): EventRow[]
  /** Of blocks up to this one, or all. */
  countEvents(block?: number): number
  /** Raw logs of some contracts in blocks after `block`, in the order of the chain. */
  logs(addresses: readonly Hex[], block: number): Iterable<PlacedLog>
  /** The raw log at a place; undefined if none is indexed there. */
  logAt(place: Position): PlacedLog | undefined
  costOf(transaction: string): Cost | undefined
  evaluationOf(root: string): StoredEvaluation | undefined
  /** Of everything that follows from the chain up to a block, or all: equal for equal indexes. */
  digest(block?: number): string
  /** Reorganisations that were followed. */
  reorgs(): number
  close(): void
}

/**
 * Opens the index at a path, and makes a new one where none is, or one of another layout or of other
 * contracts.
 *
 * @param network - text that tells networks, and what is indexed of them, apart
 */
export function openStore(path: string, network: string): Store {
  return storeIn(openDatabase(path, network))
}

/**
 * Opens the index at a path as it is.
 *
 * @returns undefined if there is none of this layout
 * @throws {VainError} `portal/other-network`
 */
export function openExistingStore(path: string, network: string): Store | undefined {
  const database = openExisting(path, network)
  return database && storeIn(database)
}

function storeIn(database: DatabaseSync): Store {
  const headOf = database.prepare('SELECT * FROM checkpoints ORDER BY number DESC LIMIT 1')
  const known = database.prepare(
    'SELECT number, hash FROM checkpoints UNION SELECT number, hash FROM blocks ORDER BY number',
  )
  const count = database.prepare('SELECT count(*) AS number FROM events WHERE block <= ?')
  const cost = database.prepare('SELECT gas, sender FROM costs WHERE hash = ?')
  const evaluation = database.prepare('SELECT correct, total, loss FROM evaluations WHERE root = ?')
  const logAt = database.prepare(`${logColumns} WHERE e.block = ? AND e.log = ?`)
  const reorgs = database.prepare("SELECT value FROM meta WHERE name = 'reorgs'")
  return {
    ...createWriter(database),
    head: () => toBlock(headOf.get()),
    known: () => known.all() as unknown as Pick<Block, 'number' | 'hash'>[],
    events: createQuery(database),
    countEvents: (block = Number.MAX_SAFE_INTEGER) => Number(count.get(block)?.number),
    logs: (addresses, block) => readLogs(database, addresses, block),
    logAt({ block, logIndex }) {
      const row = logAt.get(block, logIndex)
      return row && toLog(row)
    },
    costOf(transaction) {
      const found = cost.get(transaction)
      return found && { gasUsed: Number(found.gas), sender: found.sender as Hex }
    },
    evaluationOf: (root) => evaluation.get(root) as StoredEvaluation | undefined,
    reorgs: () => Number(reorgs.get()?.value ?? 0),
    digest: (block = Number.MAX_SAFE_INTEGER) => digestOf(database, block),
    close: () => database.close(),
  }
}

// The tables are strict, and what is in them was written by this package: the casts hold.

function toBlock(row: Record<string, unknown> | undefined): Block | undefined {
  return (
    row && {
      number: row.number as number,
      hash: row.hash as Hex,
      parentHash: row.parent as Hex,
      timestamp: row.at as number,
    }
  )
}

const logColumns = `SELECT e.address, e.topics, e.data, e.block, e.log, e.hash, b.hash AS blockHash, b.at
  FROM events e JOIN blocks b ON b.number = e.block`

function* readLogs(
  database: DatabaseSync,
  addresses: readonly Hex[],
  block: number,
): Iterable<PlacedLog> {
  const marks = addresses.map(() => '?').join()
  const text = `${logColumns} WHERE e.block > ? AND e.address IN (${marks}) ORDER BY e.block, e.log`
  for (const row of database.prepare(text).all(block, ...addresses)) yield toLog(row)
}

function toLog(row: Record<string, unknown>): PlacedLog {
  return {
    address: row.address as Hex,
    topics: JSON.parse(row.topics as string),
    data: row.data as Hex,
    at: {
      block: row.block as number,
      blockHash: row.blockHash as Hex,
      timestamp: row.at as number,
      transaction: row.hash as Hex,
      logIndex: row.log as number,
    },
  }
}

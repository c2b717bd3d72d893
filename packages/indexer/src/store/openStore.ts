import type { Block, Cost, PlacedLog } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { EventRow } from '../api/chain/events.ts'
import { type Database, marks, type Row } from './database/database.ts'
import { openDatabase, openExisting, type Place } from './database/openDatabase.ts'
import { digestOf } from './digestOf.ts'
import { toEventRow, toSql } from './queryEvents.ts'
import { readLogs, toLog, whereLogIs } from './readLogs.ts'
import type { Position, Query, StoredEvaluation } from './rows.ts'
import { createWriter, type StoreWriter } from './writeBatch.ts'

/** The index of a chain's events in a database. */
export type Store = StoreWriter &
  Pick<Database, 'lead' | 'close'> & {
    /** The block that it was brought up to; undefined before the first. */
    head(): Promise<Block | undefined>
    /** Numbers and hashes of blocks that are known, ascending, up to the head. */
    known(): Promise<readonly Pick<Block, 'number' | 'hash'>[]>
    events(query: Query): Promise<EventRow[]>
    /** Of blocks up to this one, or all. */
    countEvents(block?: number): Promise<number>
    /** Raw logs of some contracts in the blocks `after + 1 … last`, in the order of the chain. */
    logs(addresses: readonly Hex[], after: number, last: number): AsyncIterable<PlacedLog>
    /** The raw log at a place; undefined if none is indexed there. */
    logAt(place: Position): Promise<PlacedLog | undefined>
    /** Of those transactions whose receipts were had, by hash. */
    costsOf(transactions: readonly string[]): Promise<ReadonlyMap<string, Cost>>
    /** Those that were had, by root. */
    evaluationsOf(roots: readonly string[]): Promise<ReadonlyMap<string, StoredEvaluation>>
    /** Of everything that follows from the chain up to a block, or all: equal for equal indexes. */
    digest(block?: number): Promise<string>
    /** How far it has come, as of one moment. */
    stand(): Promise<Stand>
  }

/** How far an index has come. */
export type Stand = {
  readonly head: Block | undefined
  /** Reorganisations that were followed since it was made. */
  readonly reorgs: number
  /** Stays the same as long as blocks are added alone; another one once it was made anew. */
  readonly history: string
}

const allBlocks = Number.MAX_SAFE_INTEGER

/**
 * Opens an index, and makes a new one where none is.
 *
 * @param network - text that tells networks, and what is indexed of them, apart
 * @throws {VainError} what `openDatabase` throws
 */
export async function openStore(
  place: Place,
  network: string,
  options?: { readonly rebuild?: boolean | undefined },
): Promise<Store> {
  return storeIn(await openDatabase(place, network, options))
}

/**
 * Opens an index as it is.
 *
 * @returns undefined if there is none of this layout
 * @throws {VainError} what `openExisting` throws
 */
export async function openExistingStore(place: Place, network: string): Promise<Store | undefined> {
  const database = await openExisting(place, network)
  return database && storeIn(database)
}

function storeIn(database: Database): Store {
  const first = async (text: string, values: readonly (string | number)[] = []) =>
    (await database.all(text, values))[0]
  return {
    ...createWriter(database),
    lead: database.lead,
    close: database.close,
    head: async () => toBlock(await first(newestCheckpoint)),
    known: async () =>
      (await database.all(knownBlocks)) as readonly Pick<Block, 'number' | 'hash'>[],
    async events(query) {
      const { text, values } = toSql(query)
      return (await database.all(text, values)).map(toEventRow)
    },
    async countEvents(block = allBlocks) {
      const text = 'SELECT count(*) AS number FROM events WHERE block <= $1'
      return Number((await first(text, [block]))?.number)
    },
    logs: (addresses, after, last) => readLogs(database, addresses, after, last),
    async logAt({ block, logIndex }) {
      const row = await first(whereLogIs, [block, logIndex])
      return row && toLog(row)
    },
    costsOf: async (transactions) =>
      byKey(await some(database, 'costs', 'hash', transactions), 'hash', toCost),
    evaluationsOf: async (roots) =>
      byKey(await some(database, 'evaluations', 'root', roots), 'root', toEvaluation),
    stand: async () => toStand(await first(standing)),
    digest: (block = allBlocks) => digestOf(database, block),
  }
}

const newestCheckpoint = 'SELECT * FROM checkpoints ORDER BY number DESC LIMIT 1'

// One statement, so that nobody takes blocks back in between.
const standing = `SELECT m.made, m.reorgs, c.* FROM
  (SELECT max(CASE name WHEN 'made' THEN value END) AS made,
    max(CASE name WHEN 'reorgs' THEN value END) AS reorgs FROM meta) m
  LEFT JOIN (${newestCheckpoint}) c ON 1 = 1`

const knownBlocks =
  'SELECT number, hash FROM checkpoints UNION SELECT number, hash FROM blocks ORDER BY number'

/** Keys that are asked for together. */
const maxKeys = 500

async function some(
  database: Database,
  table: string,
  column: string,
  keys: readonly string[],
): Promise<Row[]> {
  const rows: Row[] = []
  for (let i = 0; i < keys.length; i += maxKeys) {
    const asked = keys.slice(i, i + maxKeys)
    const text = `SELECT * FROM ${table} WHERE ${column} IN (${marks(asked)})`
    rows.push(...(await database.all(text, asked)))
  }
  return rows
}

function byKey<T>(
  rows: readonly Row[],
  key: string,
  toValue: (row: Row) => T,
): ReadonlyMap<string, T> {
  return new Map(rows.map((row) => [row[key] as string, toValue(row)]))
}

// The columns have types, and what is in them was written by this package: the casts hold.

const toCost = ({ gas, sender }: Row): Cost => ({ gasUsed: Number(gas), sender: sender as Hex })

const toEvaluation = ({ correct, total, loss }: Row): StoredEvaluation =>
  ({ correct, total, loss }) as StoredEvaluation

function toStand(row: Row | undefined): Stand {
  const reorgs = Number(row?.reorgs ?? 0)
  const head = row?.hash ? toBlock(row) : undefined
  return { head, reorgs, history: `${row?.made ?? ''}.${reorgs}` }
}

function toBlock(row: Row | undefined): Block | undefined {
  return (
    row && {
      number: row.number as number,
      hash: row.hash as Hex,
      parentHash: row.parent as Hex,
      timestamp: row.at as number,
    }
  )
}

import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type Secret, VainError } from '@vain/base'
import { format, schemaIn } from '../schema.ts'
import { connectPostgres } from './connectPostgres.ts'
import type { Database, Driver } from './database.ts'
import { deleteSqlite, openSqlite } from './openSqlite.ts'

/** Where an index is: a file of SQLite, `:memory:`, or the address of a database of PostgreSQL. */
export type Place = string | { readonly postgres: Secret<string> }

/**
 * Opens the database of an index, and makes a new one where none is or one of another layout. In a file
 * it takes the place of an index of other contracts too.
 *
 * @param network - text that tells networks, and what is indexed of them, apart
 * @throws {VainError} `portal/other-network` of an index in PostgreSQL; `portal/not-writer` if one has
 *   to be made and another process leads; `portal/bad-database`, `portal/database-away`,
 *   `portal/database-refused`
 */
export async function openDatabase(
  place: Place,
  network: string,
  { rebuild = false }: { readonly rebuild?: boolean | undefined } = {},
): Promise<Database> {
  if (rebuild && typeof place === 'string') deleteSqlite(place)
  return closedIfFailed(await connect(place), async (driver) => {
    const fit = rebuild ? 'none' : await readFit(driver, network)
    if (fit === 'otherNetwork' && typeof place !== 'string') throw otherNetwork()
    if (fit !== 'same') await makeTables(driver, network)
    return driver
  })
}

/**
 * Opens the database of an index as it is.
 *
 * @returns undefined if there is none of this layout
 * @throws {VainError} what `openDatabase` does, but `portal/not-writer`
 */
export async function openExisting(place: Place, network: string): Promise<Database | undefined> {
  if (typeof place === 'string' && !existsSync(place)) return undefined
  return closedIfFailed(await connect(place), async (driver) => {
    const fit = await readFit(driver, network)
    if (fit === 'otherNetwork') throw otherNetwork()
    if (fit === 'same') return driver
    await driver.close()
    return undefined
  })
}

async function connect(place: Place): Promise<Driver> {
  return typeof place === 'string' ? openSqlite(place) : connectPostgres(place.postgres)
}

async function closedIfFailed<T>(driver: Driver, work: (driver: Driver) => Promise<T>): Promise<T> {
  try {
    return await work(driver)
  } catch (error) {
    await driver.close()
    throw error
  }
}

async function makeTables(driver: Driver, network: string): Promise<void> {
  await driver.lead()
  await driver.write([
    ...driver.dropTables,
    ...schemaIn(driver.dialect).map((text) => ({ text })),
    {
      into: 'meta',
      rows: [
        ['format', String(format)],
        ['network', network],
        // By which who reads it notices that it is not the one before.
        ['made', randomUUID()],
      ],
    },
  ])
}

type Fit = 'none' | 'same' | 'otherNetwork'

async function readFit(driver: Driver, network: string): Promise<Fit> {
  if (!(await driver.hasTables())) return 'none'
  const rows = await driver.all('SELECT name, value FROM meta')
  const meta = new Map(rows.map(({ name, value }) => [name, value]))
  if (meta.get('network') !== network) return 'otherNetwork'
  return meta.get('format') === String(format) ? 'same' : 'none'
}

const otherNetwork = (): VainError =>
  new VainError('portal/other-network', 'the index is one of another network', {
    wayOut: 'Name the network that it is of, or another data folder or database.',
  })

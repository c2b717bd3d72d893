import { type Secret, VainError } from '@vain/base'
import pg from 'pg'
import { postgresDialect } from '../schema.ts'
import { createPostgresWriter } from './createPostgresWriter.ts'
import { type Driver, dropTables, type Row } from './database.ts'

/** Everything of an index is in this schema of the database. */
const schema = 'vain_index'

/** `IF NOT EXISTS` asks for the right to make schemas also where there is one already. */
const makeSchema = `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '${schema}')
  THEN CREATE SCHEMA ${schema}; END IF;
END $$`

/** Connections that answer questions; one more writes. */
const maxReaders = 8
/** Longest that one statement takes, that a connection or its turn is waited for, milliseconds. */
const [statementMs, waitMs] = [30_000, 15_000]

/**
 * Connects to a database of PostgreSQL. Connections that are lost are made again when they are needed.
 *
 * @param url - `postgres://user@host:port/database?sslmode=verify-full`; what it leaves out comes from
 *   the variables that PostgreSQL's own clients read, the password from its file of passwords
 * @throws {VainError} `portal/bad-database`; each question: `portal/database-away`,
 *   `portal/database-refused`
 */
export async function connectPostgres(url: Secret<string>): Promise<Driver> {
  const config = toConfig(url)
  const onConnect = (client: pg.ClientBase): Promise<unknown> =>
    client.query(`SET search_path TO ${schema}`)
  const pool = new pg.Pool({ ...config, max: maxReaders, onConnect })
  // One that is lost while nobody uses it is replaced; to its question it says so by itself.
  pool.on('error', () => undefined)
  const writer = createPostgresWriter(config, schema)
  const all: Driver['all'] = (text, values = []) =>
    pool.query(text, [...values]).then(({ rows }) => rows as Row[], refuse)
  const driver: Driver = {
    dialect: postgresDialect,
    dropTables: [{ text: makeSchema }, ...dropTables],
    async hasTables() {
      const text = "SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'meta'"
      return (await all(text, [schema])).length > 0
    },
    all,
    lead: () => writer.lead().catch(refuse),
    write: (changes) => writer.write(changes).catch(refuse),
    async close() {
      await Promise.all([pool.end(), writer.close()])
    },
  }
  return driver
}

function toConfig(url: Secret<string>): pg.ClientConfig {
  return url.open((text) => {
    const protocol = URL.canParse(text) ? new URL(text).protocol : ''
    if (protocol !== 'postgres:' && protocol !== 'postgresql:')
      // What is wrong may be the password: nothing of it is told.
      throw new VainError('portal/bad-database', 'the address of the database is none', {
        wayOut: 'It has the form postgres://user@host:5432/database.',
      })
    return {
      connectionString: text,
      application_name: 'vain-portal',
      statement_timeout: statementMs,
      // Also when the server is gone without a word.
      query_timeout: statementMs + waitMs,
      connectionTimeoutMillis: waitMs,
      keepAlive: true,
      types: { getTypeParser },
    }
  })
}

/** Object id of PostgreSQL's `bigint`. */
const bigintType = 20

/** Whole numbers as numbers: what is in the tables is below 2^53. */
const getTypeParser: typeof pg.types.getTypeParser = (
  type: number,
  format?: 'text' | 'binary',
): ((value: string) => unknown) =>
  type === bigintType ? Number : pg.types.getTypeParser(type, format as 'text')

/**
 * What the server itself refuses, by SQLSTATE; but for lost connections, too little of something, and a
 * server that ends or starts (classes 08, 53, 57 of PostgreSQL's appendix A).
 */
const refusals = /^(?!08|53|57)[0-9][0-9A-Z]{4}$/

/** The database's own words and no more: what the driver hangs on its errors may have the password. */
function refuse(error: unknown): never {
  if (error instanceof VainError) throw error
  const { message, code } = Object(error) as { message?: unknown; code?: unknown }
  const facts = { detail: String(message ?? '').slice(0, 300), code: String(code ?? '') }
  if (refusals.test(facts.code))
    throw new VainError('portal/database-refused', 'the database refused what it was asked', facts)
  throw new VainError('portal/database-away', 'the database does not answer', facts)
}

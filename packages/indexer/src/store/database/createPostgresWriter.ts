import { VainError } from '@vain/base'
import pg from 'pg'
import { type Change, type Database, marks, type Value } from './database.ts'

/** Number of the lock that whoever writes the index of a database holds: `vAIN`. */
const lock = 0x76_41_49_4e

/** Most values of one statement; PostgreSQL takes 65,535. */
const maxValues = 16_000

/**
 * Writes over one connection, which holds an advisory lock as long as it lasts: so nobody writes who
 * does not lead, also after the connection was lost and somebody else took over.
 *
 * @param schema - what statements without a schema's name mean, whatever the connection was told
 */
export function createPostgresWriter(
  config: pg.ClientConfig,
  schema: string,
): Pick<Database, 'lead' | 'write' | 'close'> {
  let client: pg.Client | undefined
  let isLeading = false
  /** What is done one after another over the connection. */
  let queue: Promise<unknown> = Promise.resolve()

  function drop(lost: pg.Client): void {
    if (client === lost) [client, isLeading] = [undefined, false]
    lost.end().catch(() => undefined)
  }

  async function open(): Promise<pg.Client> {
    const made = new pg.Client(config)
    made.on('error', () => drop(made))
    made.on('end', () => drop(made))
    await made.connect()
    client = made
    return made
  }

  async function lead(): Promise<boolean> {
    if (isLeading) return true
    const asked = client ?? (await open())
    try {
      const { rows } = await asked.query('SELECT pg_try_advisory_lock($1) AS got', [lock])
      isLeading = client === asked && rows[0]?.got === true
      return isLeading
    } catch (error) {
      drop(asked)
      throw error
    }
  }

  async function write(changes: readonly Change[]): Promise<void> {
    const used = client
    if (used === undefined || !isLeading) throw notWriter()
    try {
      await used.query(`BEGIN; SET LOCAL search_path TO ${schema}`)
      for (const change of changes) await apply(used, change)
      await used.query('COMMIT')
    } catch (error) {
      // A connection that cannot take it back is given up, and PostgreSQL takes it back.
      await used.query('ROLLBACK').catch(() => drop(used))
      throw error
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work)
    queue = done.catch(() => undefined)
    return done
  }

  return {
    lead: () => inTurn(lead),
    write: (changes) => inTurn(() => write(changes)),
    async close() {
      await queue
      await client?.end()
    },
  }
}

async function apply(client: pg.Client, change: Change): Promise<void> {
  if ('text' in change) {
    await client.query(change.text, [...(change.values ?? [])])
    return
  }
  const { into, rows, otherwise = '' } = change
  const width = rows[0]?.length ?? 1
  const step = Math.floor(maxValues / width)
  for (let i = 0; i < rows.length; i += step) {
    const some = rows.slice(i, i + step)
    const lists = some.map((row, place) => `(${marks(row, place * width)})`)
    const values: Value[] = some.flat()
    await client.query(`INSERT INTO ${into} VALUES ${lists.join()} ${otherwise}`, values)
  }
}

const notWriter = (): VainError =>
  new VainError('portal/not-writer', 'another process writes this index', {
    wayOut: 'Stop the other portal, or wait until it ends.',
  })

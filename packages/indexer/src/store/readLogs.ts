import type { PlacedLog } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import { type Database, marks, type Row } from './database/database.ts'

/** Logs that are in memory together. */
const pageLogs = 1_000

const columns = `SELECT e.address, e.topics, e.data, e.block, e.log, e.hash,
  b.hash AS "blockHash", b.at FROM events e JOIN blocks b ON b.number = e.block`

/** The log at a block and an index. */
export const whereLogIs: string = `${columns} WHERE e.block = $1 AND e.log = $2`

/** Logs of some contracts in the blocks `after + 1 … last`, in the order of the chain, page by page. */
export async function* readLogs(
  database: Pick<Database, 'all'>,
  addresses: readonly Hex[],
  after: number,
  last: number,
): AsyncGenerator<PlacedLog> {
  const text = `${columns} WHERE (e.block, e.log) > ($1, $2) AND e.block <= $3
    AND e.address IN (${marks(addresses, 3)}) ORDER BY e.block, e.log LIMIT ${pageLogs}`
  // Above every index of a log: what follows is in a later block.
  let place: readonly [number, number] = [after, Number.MAX_SAFE_INTEGER]
  for (;;) {
    const rows = await database.all(text, [...place, last, ...addresses])
    const logs = rows.map(toLog)
    yield* logs
    const end = logs.at(-1)
    if (end === undefined || logs.length < pageLogs) return
    place = [end.at.block, end.at.logIndex]
  }
}

/** The casts hold: what is in the tables was written by this package. */
export function toLog(row: Row): PlacedLog {
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

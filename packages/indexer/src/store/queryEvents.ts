import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { EventRow } from '../api/chain/events.ts'
import type { Query } from './rows.ts'

/** Answers queries of events, with a statement for each shape of them. */
export function createQuery(database: DatabaseSync): (query: Query) => EventRow[] {
  const statements = new Map<string, StatementSync>()
  return (query) => {
    const { text, values } = toSql(query)
    const statement = statements.get(text) ?? database.prepare(text)
    statements.set(text, statement)
    return statement.all(...values).map(toRow)
  }
}

function toSql(query: Query): { readonly text: string; readonly values: SQLInputValue[] } {
  const { contract, names, mention, order, after, limit } = query
  const terms: (readonly [text: string, ...values: SQLInputValue[]])[] = []
  if (mention !== undefined) terms.push(['m.kind = ? AND m.value = ?', mention.kind, mention.value])
  if (contract !== undefined) terms.push(['e.contract = ?', contract])
  if (names !== undefined) terms.push([`e.name IN (${names.map(() => '?').join()})`, ...names])
  const [compare, direction] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC']
  // By the mention where there is one, so that its index is walked in order.
  const own = mention === undefined ? 'e' : 'm'
  if (after !== undefined)
    terms.push([`(${own}.block, ${own}.log) ${compare} (?, ?)`, after.block, after.logIndex])
  const source =
    mention === undefined
      ? 'events e'
      : 'mentions m JOIN events e ON e.block = m.block AND e.log = m.log'
  const text = [
    'SELECT e.block, e.log, e.hash, e.contract, e.address, e.name, e.arguments, b.at',
    `FROM ${source} JOIN blocks b ON b.number = e.block`,
    terms.length > 0 ? `WHERE ${terms.map(([term]) => term).join(' AND ')}` : '',
    `ORDER BY ${own}.block ${direction}, ${own}.log ${direction}`,
    'LIMIT ?',
  ].join(' ')
  return { text, values: [...terms.flatMap(([, ...values]) => values), limit ?? -1] }
}

/** The casts hold: the tables are strict, and what is in them was written by this package. */
function toRow(row: Record<string, unknown>): EventRow {
  return {
    block: row.block as number,
    at: row.at as number,
    transaction: row.hash as string,
    logIndex: row.log as number,
    contract: row.contract as string,
    address: row.address as string,
    name: row.name as string,
    arguments: JSON.parse(row.arguments as string),
  }
}

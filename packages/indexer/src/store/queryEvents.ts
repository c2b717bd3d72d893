import type { EventRow } from '../api/chain/events.ts'
import type { Row, Value } from './database/database.ts'
import type { Query } from './rows.ts'

/** The statement that answers a query of events, and its values. */
export function toSql(query: Query): { readonly text: string; readonly values: Value[] } {
  const { contract, names, mention, search, order, after, limit } = query
  const values: Value[] = []
  const mark = (value: Value): string => `$${values.push(value)}`
  const terms: string[] = []
  if (mention !== undefined)
    terms.push(`m.kind = ${mark(mention.kind)} AND m.value = ${mark(mention.value)}`)
  if (contract !== undefined) terms.push(`e.contract = ${mark(contract)}`)
  if (names !== undefined) terms.push(`e.name IN (${names.map(mark).join()})`)
  if (search !== undefined) terms.push(`s.value LIKE ${mark(toPattern(search))} ESCAPE '!'`)
  const [compare, direction] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC']
  // By the mention where there is one, so that its index is walked in order.
  const own = mention === undefined ? 'e' : 'm'
  if (after !== undefined)
    terms.push(
      `(${own}.block, ${own}.log) ${compare} (${mark(after.block)}, ${mark(after.logIndex)})`,
    )
  const text = [
    'SELECT e.block, e.log, e.hash, e.contract, e.address, e.name, e.arguments, b.at',
    mention === undefined
      ? 'FROM events e'
      : 'FROM mentions m JOIN events e ON e.block = m.block AND e.log = m.log',
    'JOIN blocks b ON b.number = e.block',
    search === undefined ? '' : 'JOIN searched s ON s.block = e.block AND s.log = e.log',
    terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : '',
    `ORDER BY ${own}.block ${direction}, ${own}.log ${direction}`,
    limit === undefined ? '' : `LIMIT ${mark(limit)}`,
  ]
  return { text: text.filter((part) => part !== '').join(' '), values }
}

/** Text that has this somewhere. */
const toPattern = (text: string): string =>
  `%${text
    .replaceAll('\0', '')
    .toLowerCase()
    .replace(/[!%_]/g, (sign) => `!${sign}`)}%`

/** The casts hold: what is in the tables was written by this package. */
export function toEventRow(row: Row): EventRow {
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

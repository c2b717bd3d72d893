import type { Clock, Log } from '@vain/base'
import type { LedgerReader, Rpc } from '@vain/chain'
import type { ContentSource, RunView } from '@vain/protocol'
import { HttpFailure } from '@vain/service'
import type { EventRow } from '../api/chain/events.ts'
import type { Mark } from '../api/values.ts'
import type { Index } from '../follow/createIndex.ts'
import type { Standings } from './stake/createStandings.ts'

/** What answers are made of. */
export type Context = {
  readonly index: Index
  readonly rpc: Rpc
  readonly reader: LedgerReader
  readonly standings: Standings
  readonly content: ContentSource
  readonly clock: Clock
  readonly log: Log
  /** Base URLs of operators' HTTP APIs. */
  readonly nodeApis: readonly string[]
}

/** Where an event stands, without the rest of it. */
export const toMark = ({ block, at, transaction }: EventRow): Mark => ({ block, at, transaction })

/**
 * The event by which something is in the ledger's view; the view may be of a moment before blocks left
 * the chain, and the index of one after.
 *
 * @throws {HttpFailure} 503
 */
export function stillThere(event: EventRow | undefined): EventRow {
  if (event !== undefined) return event
  throw new HttpFailure(503, 'http/busy', 'the chain was reorganised', { retryAfterSeconds: 1 })
}

/** @throws {HttpFailure} 404 */
export function notFound(what: string): HttpFailure {
  return new HttpFailure(404, 'http/not-found', `no such ${what}`)
}

/** @throws {HttpFailure} 404 if there is no such run */
export function runOf({ index }: Pick<Context, 'index'>, run: number): RunView {
  const found = index.ledger.view.runs.get(run)
  if (found === undefined) throw notFound('run')
  return found
}

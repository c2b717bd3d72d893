import { HttpFailure } from '@vain/service'
import type { Page, PageQuery } from '../api/page.ts'
import type { Position } from '../store/rows.ts'

/**
 * A page of a list that is at hand.
 *
 * @param rows - descending by their number, which is the cursor: rows that come first meanwhile move
 *   none to another page
 */
export function pageOfList<Row>(
  rows: readonly Row[],
  numberOf: (row: Row) => number,
  { limit, after }: PageQuery,
): Page<Row> {
  const below = after === undefined ? Number.POSITIVE_INFINITY : readNumber(after)
  const left = rows.filter((row) => numberOf(row) < below)
  const page = left.slice(0, limit)
  const last = page.at(-1)
  if (last === undefined || left.length <= limit) return { rows: page }
  return { rows: page, next: String(numberOf(last)) }
}

/** The next cursor of a page of events, if it may not be the last. */
export function nextOf(rows: readonly Position[], limit: number): { readonly next?: string } {
  const last = rows.at(-1)
  return last === undefined || rows.length < limit ? {} : { next: `${last.block}.${last.logIndex}` }
}

/** @throws {HttpFailure} 400 if it is no cursor of events */
export function toPosition(after: string | undefined): Position | undefined {
  if (after === undefined) return undefined
  const [block = '', logIndex = '', ...rest] = after.split('.')
  if (rest.length > 0) throw badCursor()
  return { block: readNumber(block), logIndex: readNumber(logIndex) }
}

function readNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw badCursor()
}

const badCursor = (): HttpFailure =>
  new HttpFailure(400, 'http/bad-request', 'this is no cursor of a page')

/** At most `most` of the rows, spread over all of them, the last one always. */
export function thin<Row>(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows
  const step = Math.ceil(rows.length / most)
  return rows.filter((_, place) => (rows.length - 1 - place) % step === 0)
}

import type { EventRow } from '../../api/chain/events.ts'
import type { OperatorDetail } from '../../api/operators/operators.ts'
import { toMark } from '../context.ts'

/** What an event of `KeyBook` says of an operator, in words: what it did, and where it is reached from then on. */
export function toHistory(event: EventRow): OperatorDetail['history'][number] {
  const { endpoints } = event.arguments
  const where = Array.isArray(endpoints) ? `: ${endpoints.join(', ') || 'no endpoint'}` : ''
  return { ...toMark(event), what: `${event.name.toLowerCase()}${where}` }
}

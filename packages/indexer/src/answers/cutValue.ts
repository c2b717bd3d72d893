import type { EventRow, EventValue } from '../api/chain/events.ts'
import { maxListLength, maxTextLength } from '../api/values.ts'

/** A text that anybody may have put on chain, at most as long as answers tell it. */
export function cutText(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}…`
}

/** An event with its long texts and lists cut. */
export function cutEvent<Event extends Pick<EventRow, 'arguments'>>(event: Event): Event {
  return { ...event, arguments: cutFields(event.arguments) }
}

function cutFields(fields: EventRow['arguments']): EventRow['arguments'] {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cut(value)]))
}

function cut(value: EventValue): EventValue {
  if (typeof value === 'string') return cutText(value)
  if (isList(value)) return value.slice(0, maxListLength).map(cut)
  return typeof value === 'boolean' ? value : cutFields(value)
}

const isList = (value: EventValue): value is readonly EventValue[] => Array.isArray(value)

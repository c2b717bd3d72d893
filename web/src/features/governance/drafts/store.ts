import { type Draft, type DraftCall, maxCalls } from './draft.ts'

const key = 'vain-drafts'

/** Most drafts that are kept, and the most characters of all of them. */
const most = { drafts: 50, characters: 1_000_000 }

type Store = Pick<Storage, 'getItem' | 'setItem'>

/** Drafts of this browser. What is no draft is left out: older pages may have written it. */
export function readDrafts(store: Store): readonly Draft[] {
  try {
    const text = store.getItem(key) ?? '[]'
    const found: unknown = text.length > most.characters ? [] : JSON.parse(text)
    return Array.isArray(found) ? found.filter(isDraft).slice(0, most.drafts) : []
  } catch {
    // Storage can be closed to pages.
    return []
  }
}

/** Keeps drafts in this browser. @returns whether there was room */
export function writeDrafts(store: Store, drafts: readonly Draft[]): boolean {
  try {
    const text = JSON.stringify(drafts.slice(0, most.drafts))
    if (text.length > most.characters) return false
    store.setItem(key, text)
    return true
  } catch {
    return false
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const { id, title, text, calls } = value as Partial<Record<keyof Draft, unknown>>
  return (
    isText(id) &&
    isText(title) &&
    isText(text) &&
    Array.isArray(calls) &&
    calls.length <= maxCalls &&
    calls.every(isCall)
  )
}

function isCall(value: unknown): value is DraftCall {
  if (typeof value !== 'object' || value === null) return false
  const call = value as Record<string, unknown>
  if (call.kind === 'raw') return isText(call.target) && isText(call.ether) && isText(call.data)
  return (
    call.kind === 'motion' &&
    isText(call.contract) &&
    isText(call.function) &&
    typeof call.fields === 'object' &&
    call.fields !== null &&
    Object.values(call.fields).every(isText)
  )
}

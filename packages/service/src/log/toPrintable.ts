import { Secret, VainError } from '@vain/base'

/** A value that JSON can hold and that a log may show. */
export type Printable =
  | string
  | number
  | boolean
  | null
  | readonly Printable[]
  | { readonly [key: string]: Printable }

// Bounds of one field: a log line is for reading, and a peer must not be able to fill the disk.
const maxDepth = 6
const maxEntries = 64
const maxText = 2_000

const secretName =
  /pass(word|phrase)|secret|private[-_]?key|mnemonic|credential|authorization|api[-_]?key/i

/**
 * Copies a value into what a log may show.
 *
 * A `Secret`, and whatever stands under a name like `password`, `secret` or `privateKey`, becomes
 * `[secret]`; bytes become `bytes(n)`; user and password in addresses are cut out; text, lists,
 * maps and depth are bounded; errors keep code, context and cause. It cannot know a secret that is
 * a bare string under a harmless name.
 *
 * @param options.stacks - whether a `VainError` shows its stack; other errors always do
 */
export function toPrintable(value: unknown, options: { stacks: boolean }): Printable {
  return copy(value, { stacks: options.stacks, above: [] })
}

/** Cuts a text to what a log may show: bounded, and without user and password in addresses. */
export function toPrintableText(text: string): string {
  const bounded =
    text.length <= maxText ? text : `${text.slice(0, maxText)}… (${text.length} characters)`
  return bounded.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi, '$1[secret]@')
}

type Walk = { stacks: boolean; above: readonly object[] }

function copy(value: unknown, walk: Walk): Printable {
  switch (typeof value) {
    case 'string':
      return toPrintableText(value)
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return value.toString()
    case 'object':
      return value === null ? null : copyObject(value, walk)
    default:
      return `[${typeof value}]`
  }
}

function copyObject(value: object, walk: Walk): Printable {
  if (value instanceof Secret) return '[secret]'
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `bytes(${value.byteLength})`
  if (walk.above.includes(value)) return '[circular]'
  if (walk.above.length >= maxDepth) return '[deep]'
  const below: Walk = { ...walk, above: [...walk.above, value] }
  try {
    if (value instanceof Error) return copyError(value, below)
    if (value instanceof Map) return copyEntries([...value], below)
    if (Array.isArray(value) || value instanceof Set) return copyList([...value], below)
    if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(), below)
    return copyEntries(Object.entries(value), below)
  } catch {
    // A getter or toJSON of the value threw: logging must not.
    return '[unreadable]'
  }
}

function copyList(items: readonly unknown[], walk: Walk): Printable {
  const shown = items.slice(0, maxEntries).map((item) => copy(item, walk))
  return items.length > maxEntries ? [...shown, `… (${items.length} items)`] : shown
}

function copyEntries(entries: readonly (readonly [unknown, unknown])[], walk: Walk): Printable {
  const shown = entries.slice(0, maxEntries).flatMap(([name, value]): [string, Printable][] => {
    if (value === undefined) return []
    const key = toPrintableText(typeof name === 'string' ? name : String(copy(name, walk)))
    return [[key, secretName.test(key) ? '[secret]' : copy(value, walk)]]
  })
  if (entries.length > maxEntries) shown.push(['…', `${entries.length} entries`])
  return Object.fromEntries(shown)
}

function copyError(error: Error, walk: Walk): Printable {
  const { code } = error as { code?: unknown }
  const ours = error instanceof VainError
  return copyEntries(
    [
      ['name', ours ? undefined : error.name],
      ['code', code],
      ['message', error.message],
      ['context', ours ? error.context : undefined],
      ['cause', error.cause],
      ['errors', error instanceof AggregateError ? error.errors : undefined],
      ['stack', ours && !walk.stacks ? undefined : error.stack],
    ],
    walk,
  )
}

/** What stands behind the `?` of a page's address. Anybody may have written it. */
export type Query = { readonly get: (name: string) => string | null }

/** Largest number of a run, round, version or operator. */
const maxNumber = 0xffff_ffff

/** A number of a run, round, version or operator; undefined if there is none, or something else. */
export function numberIn(query: Query, name: string): number | undefined {
  const text = query.get(name)
  if (text === null || !/^\d{1,10}$/.test(text)) return undefined
  const value = Number(text)
  return value <= maxNumber ? value : undefined
}

/** An address, lower case; undefined if there is none, or something else. */
export function addressIn(query: Query, name: string): `0x${string}` | undefined {
  return hexIn(query, name, 20)
}

/** 32 bytes, lower case; undefined if there are none, or something else. */
export function hashIn(query: Query, name: string): `0x${string}` | undefined {
  return hexIn(query, name, 32)
}

function hexIn(query: Query, name: string, bytes: number): `0x${string}` | undefined {
  const text = query.get(name)?.toLowerCase()
  return text !== undefined && new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`).test(text)
    ? (text as `0x${string}`)
    : undefined
}

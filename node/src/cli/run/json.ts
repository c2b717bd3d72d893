/**
 * A value as one line of JSON; whole numbers beyond 2⁵³ as text, and what a terminal would obey
 * escaped.
 */
export function toJsonLine(value: object): string {
  const text = JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? String(one) : one))
  return `${text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escapeUnits)}\n`
}

/** Both halves, where a character has two. */
const escapeUnits = (one: string): string =>
  one
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')

/** Seconds since 1970 as a date, to the second. */
export const timeOf = (seconds: number): string =>
  new Date(1_000 * seconds).toISOString().replace('.000', '')

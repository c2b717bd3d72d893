/** A value as one line of JSON; whole numbers beyond 2⁵³ as text. */
export function toJsonLine(value: object): string {
  return `${JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? one.toString() : one))}\n`
}

/** Seconds since 1970 as a date, to the second. */
export const timeOf = (seconds: number): string =>
  new Date(1_000 * seconds).toISOString().replace('.000', '')

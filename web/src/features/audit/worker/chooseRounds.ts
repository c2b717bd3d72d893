/** Which rounds of a run are derived again. */
export type Choice =
  | { readonly kind: 'all' }
  /** So many, drawn anew each time: nobody knows beforehand which. */
  | { readonly kind: 'drawn'; readonly count: number }
  | { readonly kind: 'named'; readonly rounds: readonly number[] }

/** A whole number below `limit`, drawn evenly. */
export type Draw = (limit: number) => number

/**
 * The rounds that a choice means; undefined for all of them.
 *
 * @param certified - rounds of the run that have a certificate
 */
export function chooseRounds(
  choice: Choice,
  certified: readonly number[],
  draw: Draw,
): readonly number[] | undefined {
  if (choice.kind === 'all') return undefined
  if (choice.kind === 'named') return choice.rounds
  const left = [...certified]
  const count = Math.min(choice.count, left.length)
  const drawn = Array.from({ length: count }, () => left.splice(draw(left.length), 1)[0] ?? 0)
  return drawn.sort((a, b) => a - b)
}

/** Numbers of rounds as a person writes them: `3, 5`; undefined if it is something else. */
export function parseRounds(text: string): readonly number[] | undefined {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '')
  const numbers = parts.map(Number)
  const fits = parts.every((part) => /^\d{1,10}$/.test(part)) && numbers.every((n) => n > 0)
  return fits && numbers.length > 0 && numbers.length <= 1_000
    ? [...new Set(numbers)].sort((a, b) => a - b)
    : undefined
}

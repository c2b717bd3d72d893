/** The names that someone who wrote `wrong` may have meant, best first, three at most. */
export function nearMatches(wrong: string, names: readonly string[]): string[] {
  const limit = Math.max(2, Math.floor(wrong.length / 3))
  return names
    .map((name) => ({ name, distance: startsAlike(wrong, name) ? 1 : editDistance(wrong, name) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

function startsAlike(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a))
}

/** Levenshtein distance without regard to case. */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()]
  let row = Array.from({ length: to.length + 1 }, (_, j) => j)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++)
      next.push(
        Math.min(
          at(row, j) + 1,
          at(next, j - 1) + 1,
          at(row, j - 1) + Number(from[i - 1] !== to[j - 1]),
        ),
      )
    row = next
  }
  return at(row, to.length)
}

// The index is always inside: both rows grow to `to.length + 1`.
const at = (row: readonly number[], index: number): number => row[index] as number

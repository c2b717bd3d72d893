/** Longest title, characters. */
const maxLength = 200

/** The first line of a description that says anything, without the signs of a heading. */
export function titleOf(description: string): string {
  const lines = description.split(/\r?\n/).map((line) => line.replace(/^#+\s*/, '').trim())
  const first = lines.find((line) => line !== '') ?? ''
  return first.length <= maxLength ? first : `${first.slice(0, maxLength - 1)}…`
}

import { stripVTControlCharacters } from 'node:util'

/** A terminal, or a file or pipe in its place. */
export type Terminal = {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
  write(text: string): unknown
}

/** Lines that take the place of those before. */
export type LiveScreen = { draw(lines: readonly string[]): void }

/** Draws in place in a terminal; elsewhere one block follows another, with an empty line between. */
export function createLiveScreen(output: Terminal): LiveScreen {
  let drawn = 0
  return {
    draw(lines) {
      if (!output.isTTY) {
        output.write(`${drawn === 0 ? '' : '\n'}${lines.join('\n')}\n`)
        drawn = lines.length
        return
      }
      // A terminal that does not know its size says 0. What is taller than the terminal cannot be drawn over.
      const fitting = lines.slice(0, Math.max(1, (output.rows || 24) - 1))
      const up = drawn === 0 ? '' : `\u001b[${drawn}A`
      const text = fitting.map((line) => `${cut(line, output.columns || 80)}\u001b[K\n`).join('')
      output.write(`${up}${text}\u001b[J`)
      drawn = fitting.length
    },
  }
}

/** A line that would wrap takes two rows; it is shown without colours, as far as there is room. */
function cut(line: string, columns: number): string {
  const text = stripVTControlCharacters(line)
  return text.length <= columns ? line : `${text.slice(0, columns - 1)}…`
}

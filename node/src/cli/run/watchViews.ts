import { createScreen, formatPhase, formatRow, heading } from '@vain/runs'
import { toJsonLine } from './json.ts'
import type { RunEvent, RunListener } from './watchRun.ts'

type Output = { readonly isTTY?: boolean | undefined; write(text: string): unknown }

/** A listener that shows things, and what is left to be done at the end. */
type View = RunListener & { end(): void }

/** Each event as a line of JSON. */
export function createJsonView(output: Output): View {
  return {
    event: (event) => void output.write(toJsonLine(event)),
    tick: () => undefined,
    end: () => undefined,
  }
}

const coloured = (code: number, text: string): string => `\u001b[${code}m${text}\u001b[0m`

/** Rows of models as they are certified; in a terminal a live line, elsewhere a line a phase. */
export function createTerminalView(
  output: Output,
  { hasColours }: { readonly hasColours: boolean },
): View {
  const [green, red] = [32, 31].map(
    (code) => (text: string) => (hasColours ? coloured(code, text) : text),
  )
  const screen = createScreen(output)
  screen.line(heading())

  function show(event: RunEvent): string | undefined {
    if (event.event === 'certified') return green?.(formatRow(event))
    if (event.event === 'aborted')
      return red?.(`  round ${event.round} was aborted; the next one goes on`)
    // The live line has it.
    return output.isTTY
      ? undefined
      : `  ${formatPhase(event, event.since)}, ${event.members} members`
  }

  return {
    event(event) {
      const text = show(event)
      if (text !== undefined) screen.line(text)
    },
    tick: ({ machine }, now) => screen.live(`  ${formatPhase(machine.cursor, now)}`),
    end: () => {
      if (output.isTTY) output.write('\n')
    },
  }
}

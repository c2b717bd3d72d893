import { readFileSync } from 'node:fs'

/** Fields of a daemon's log line. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string }

/** All whole lines of a daemon's log so far. */
export function readLog(file: string): LogLine[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line))
}

/** The first line of some logs, of those there are and those to come, that `predicate` accepts. */
export async function waitForLog(
  files: readonly string[],
  predicate: (line: LogLine) => boolean,
  withinMs = 120_000,
): Promise<LogLine> {
  const end = Date.now() + withinMs
  while (Date.now() < end) {
    const found = files.flatMap(readLog).find(predicate)
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`no such line in ${files.join()} within ${withinMs} ms`)
}

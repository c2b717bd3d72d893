import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Fields of a daemon's log line. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string }

/** All whole lines of a daemon's log so far. */
export function readLog(file: string): LogLine[] {
  return followLog(file)()
}

/** Reads a daemon's log bit by bit: each call gives the whole lines since the last one. */
export function followLog(file: string): () => LogLine[] {
  let read = 0
  let rest = Buffer.alloc(0)
  return () => {
    const bytes = Buffer.concat([rest, readFrom(file, read)])
    read += bytes.length - rest.length
    const end = bytes.lastIndexOf('\n') + 1
    rest = bytes.subarray(end)
    return bytes
      .toString('utf8', 0, end)
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line))
  }
}

/** What a file has from a position on; nothing if there is none yet. */
function readFrom(file: string, position: number): Buffer {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch {
    return Buffer.alloc(0)
  }
  try {
    const bytes = Buffer.alloc(fstatSync(descriptor).size - position)
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, position))
  } finally {
    closeSync(descriptor)
  }
}

/** The first line of some logs, of those there are and those to come, that `predicate` accepts. */
export async function waitForLog(
  files: readonly string[],
  predicate: (line: LogLine) => boolean,
  withinMs = 300_000,
): Promise<LogLine> {
  const end = Date.now() + withinMs
  const found = await findInLogs(files, predicate, () => Date.now() >= end)
  if (found === undefined) throw new Error(`no such line in ${files.join()} within ${withinMs} ms`)
  return found
}

/** Like {@link waitForLog}; nothing if `isOver` before there is such a line. */
export async function findInLogs(
  files: readonly string[],
  predicate: (line: LogLine) => boolean,
  isOver: () => boolean,
): Promise<LogLine | undefined> {
  const logs = files.map(followLog)
  for (;;) {
    // Asked before the logs are read: what was said in time is found.
    const isLast = isOver()
    const found = logs.flatMap((next) => next()).find(predicate)
    if (found !== undefined || isLast) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

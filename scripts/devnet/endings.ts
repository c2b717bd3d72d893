import { readFileSync } from 'node:fs'
import { VainError } from '@vain/base'

/** A daemon that ends this often within so many milliseconds will not do better by itself. */
const mostEnds = 3
const withinMs = 60_000

/** The last lines that a daemon wrote which are no entries of its log: the error it ended with. */
function lastError(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').slice(-65_536).trimEnd().split('\n')
  return lines
    .filter((line) => line !== '' && !line.startsWith('{'))
    .slice(-3)
    .join('\n')
}

/** Counts how often each daemon ends. */
export type Endings = {
  /** @throws {VainError} `devnet/daemon-failed` with its last error, if it ends time and again */
  add(name: string, nowMs: number, logFile: string): void
}

/** No daemon has ended yet. */
export function createEndings(): Endings {
  const ends = new Map<string, number[]>()
  return {
    add(name, nowMs, logFile) {
      const recent = (ends.get(name) ?? []).filter((at) => nowMs - at < withinMs)
      ends.set(name, [...recent, nowMs])
      if (recent.length + 1 < mostEnds) return
      const message = `${name} has ended ${mostEnds} times within ${withinMs / 1_000} seconds: ${lastError(logFile)}`
      throw new VainError('devnet/daemon-failed', message, { wayOut: `Its log is ${logFile}.` })
    },
  }
}

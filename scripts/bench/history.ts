import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import type { Figure } from './figure.ts'

/** The machine in words: processor, cores, memory, Node's version. */
export function describeMachine(): string {
  const [first] = cpus()
  const memoryGib = Math.round(totalmem() / 2 ** 30)
  const model = first?.model.trim() || 'unknown processor'
  return `${model}, ${cpus().length} cores, ${memoryGib} GiB, Node ${process.version.slice(1)}`
}

function commit(): string {
  try {
    const options = { encoding: 'utf8' as const, stdio: 'pipe' as const }
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], options).trim()
  } catch {
    return 'unknown'
  }
}

/** Adds one run to `docs/benchmarks.jsonl`. */
export function recordRun(area: string, figures: readonly Figure[]): void {
  const file = new URL('../../docs/benchmarks.jsonl', import.meta.url)
  const date = new Date().toISOString().slice(0, 10)
  const run = { date, commit: commit(), machine: describeMachine(), area, figures }
  appendFileSync(file, `${JSON.stringify(run)}\n`)
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Outcomes of trials, kept line by line as they come, so that a bench goes on where it stopped. */
export type TrialBook<Result extends { readonly name: string }> = {
  /** Outcomes so far, by the names of their trials. */
  read(): Map<string, Result>
  /** Adds an outcome; a line is written at once, so several processes may add. */
  keep(result: Result): void
}

/** The book of an area, `.cache/<area>/trials.jsonl`. */
export function openTrialBook<Result extends { readonly name: string }>(
  area: string,
): TrialBook<Result> {
  const folder = new URL(`../../.cache/${area}/`, import.meta.url)
  const file = new URL('trials.jsonl', folder)
  return {
    read() {
      if (!existsSync(file)) return new Map()
      const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
      return new Map(lines.map((line) => [(JSON.parse(line) as Result).name, JSON.parse(line)]))
    },
    keep(result) {
      mkdirSync(folder, { recursive: true })
      appendFileSync(file, `${JSON.stringify(result)}\n`)
    },
  }
}

/**
 * Runs a worker's file in a process for each core. Its arguments: which worker it is, of how many,
 * and when to begin no more trials (ms since the epoch).
 */
export async function runWorkers(file: string, minutes: number): Promise<void> {
  const until = Date.now() + minutes * 60_000
  const workers = Math.max(1, Math.min(16, availableParallelism()))
  const exits = Array.from({ length: workers }, async (_, worker) => {
    const args = [file, worker, workers, until].map(String)
    const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit')
    if (code !== 0) throw new Error(`a worker ended with ${code}`)
  })
  await Promise.all(exits)
}

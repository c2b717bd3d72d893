import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

type Named = { readonly name: string }

/** What is played under a name; its settings are plain data. */
type Trial = Named & { readonly scenario: object }

/** Outcomes of trials, kept line by line as they come, so that a bench goes on where it stopped. */
export type TrialBook<Result extends Named> = {
  /** Outcomes so far of the trials as they are now, by their names; those of other settings are left out. */
  read(): Map<string, Result>
  /**
   * Adds an outcome; a line is written at once, so several processes may add.
   *
   * @throws {TypeError} if no trial has its name
   */
  keep(result: Result): void
}

/** The settings that an outcome belongs to. */
const keyOf = ({ scenario }: Trial): string =>
  createHash('sha256').update(JSON.stringify(scenario)).digest('hex')

/** What a line holds; nothing if it was cut by the end of its process. */
function readLine<Result>(line: string): { readonly key?: string; readonly result: Result }[] {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
}

/** The book of an area, `.cache/<area>/trials.jsonl`, as far as it is about these trials. */
export function openTrialBook<Result extends Named>(
  area: string,
  trials: readonly Trial[],
): TrialBook<Result> {
  const folder = new URL(`../../.cache/${area}/`, import.meta.url)
  const keys = new Map(trials.map((trial) => [trial.name, keyOf(trial)]))
  const file = new URL('trials.jsonl', folder)
  return {
    read() {
      if (!existsSync(file)) return new Map()
      const lines = readFileSync(file, 'utf8')
        .split('\n')
        .flatMap(readLine<Result>)
      const own = lines.filter(
        ({ key, result }) => key !== undefined && keys.get(result.name) === key,
      )
      return new Map(own.map(({ result }) => [result.name, result]))
    },
    keep(result) {
      const key = keys.get(result.name)
      if (key === undefined) throw new TypeError(`no trial is called ${result.name}`)
      mkdirSync(folder, { recursive: true })
      // Begins with a break of its own: the line before may have been cut.
      appendFileSync(file, `\n${JSON.stringify({ key, result })}\n`)
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

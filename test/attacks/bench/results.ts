import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'

/** What is kept of a trial. */
export type Result = {
  readonly name: string
  readonly accuracy: number
  readonly backDoor: number
  /** Time that the trial took, in seconds. */
  readonly seconds: number
}

const folder = new URL('../../../.cache/robustness/', import.meta.url)
const file = new URL('trials.jsonl', folder)

/** Outcomes so far, by the names of their trials. */
export function readResults(): Map<string, Result> {
  if (!existsSync(file)) return new Map()
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return new Map(
    lines.map((line) => {
      const result = JSON.parse(line) as Result
      return [result.name, result]
    }),
  )
}

/** Adds an outcome; a line is written at once, so several processes may add. */
export function keepResult(result: Result): void {
  mkdirSync(folder, { recursive: true })
  appendFileSync(file, `${JSON.stringify(result)}\n`)
}

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Held } from './askProbe.ts'
import type { ProcessState } from './processes.ts'

/** What the process of the chain is called. */
export const chainName = 'chain'

/** What was seen of a process once so many models were certified. */
export type Sample = Partial<Held> &
  ProcessState & {
    readonly version: number
    /** Milliseconds since the Unix epoch. */
    readonly at: number
    readonly name: string
    readonly pid: number
    /** Of its member's folder, without its log, bytes; of daemons only. */
    readonly disk?: number
  }

/** Samples of a soak, kept line by line as they come, so that it goes on where it stopped. */
export type Book = {
  read(): readonly Sample[]
  add(sample: Sample): void
}

/** What a line holds; nothing if it was cut by the end of its process. */
function readLine(line: string): Sample[] {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
}

export function openBook(file: string): Book {
  mkdirSync(dirname(file), { recursive: true })
  return {
    read: () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').flatMap(readLine) : []),
    // Begins with a break of its own: the line before may have been cut.
    add: (sample) => appendFileSync(file, `\n${JSON.stringify(sample)}\n`),
  }
}

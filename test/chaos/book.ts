import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Cell, nameOf } from './cells/cell.ts'
import type { Played } from './cells/playCell.ts'

/** What came of a try: what was seen, or why it failed. */
export type Entry = {
  readonly cell: Cell
  readonly seed: string
  readonly at: string
} & ({ readonly played: Played } | { readonly failure: string })

/** Tries after which a cell whose phase was over too soon is left as it is. */
const mostTries = 3

/** The cells that have been tried, in a file of JSON lines that outlasts the command. */
export type Book = {
  readonly entries: readonly Entry[]
  add(entry: Entry): void
  /** Whether a cell need not be tried again. */
  isDone(cell: Cell): boolean
}

export function openBook(file: string): Book {
  mkdirSync(dirname(file), { recursive: true })
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const entries: Entry[] = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
  return {
    entries,
    add(entry) {
      entries.push(entry)
      appendFileSync(file, `${JSON.stringify(entry)}\n`)
    },
    isDone(cell) {
      const tries = entries.filter((entry) => nameOf(entry.cell) === nameOf(cell))
      return tries.some(hasLanded) || tries.length >= mostTries
    },
  }
}

/** Whether the fault came in the phase that it was meant for, and nothing failed. */
export const hasLanded = (entry: Entry): boolean =>
  'played' in entry && entry.played.landed === entry.cell.phase

import type { Cell, Problem } from './cell.ts'

/** A row as a format reads it: the cells of the columns asked for, in that order. */
export type Row = {
  /** As a person counts them in the file; the first line of a CSV file is row 1. */
  readonly row: number
  readonly cells: readonly Cell[]
}

/** Where a cell is wrong, and how: nothing of its value. */
export type CellProblem = {
  /** File name without its folder. */
  readonly file: string
  readonly row: number
  /** Name in the policy. */
  readonly column: string
  readonly problem: Problem
}

/** What is wrong with a file or a folder of images. */
export type FileProblem = {
  /** Path from the folder of the data. */
  readonly file: string
  readonly problem:
    | 'is no image that can be read'
    | 'is of another size'
    | 'is too large'
    | 'is the folder of no class'
}

/** What does not fit the policy. */
export type RowProblem = CellProblem | FileProblem

/** A problem as a sentence. */
export function describeProblem(found: RowProblem): string {
  const { file, problem } = found
  if (!('row' in found)) return `${file} ${problem}`
  return `${file}: row ${found.row}, column ${found.column} ${problem}`
}

/** A file of rows, opened. */
export type RowFile = {
  /** Name without its folder. */
  readonly file: string
  rows(): AsyncIterable<Row> | Iterable<Row>
}

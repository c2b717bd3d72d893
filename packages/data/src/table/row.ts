import type { Cell, Problem } from './cell.ts'

/** A row as a format reads it: the cells of the columns asked for, in that order. */
export type Row = {
  /** As a person counts them in the file; the first line of a CSV file is row 1. */
  readonly row: number
  readonly cells: readonly Cell[]
}

/** Where a cell is wrong, and how: nothing of its value. */
export type RowProblem = {
  /** File name without its folder. */
  readonly file: string
  readonly row: number
  /** Name in the policy. */
  readonly column: string
  readonly problem: Problem
}

/** A file of rows, opened. */
export type RowFile = {
  /** Name without its folder. */
  readonly file: string
  rows(): AsyncIterable<Row> | Iterable<Row>
}

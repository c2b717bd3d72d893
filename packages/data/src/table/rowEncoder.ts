import type { Wanted } from '../formats/format.ts'
import type { Problem } from './cell.ts'
import type { Row } from './row.ts'

/** What a row is besides its values. */
export type Encoded = { readonly label: number; readonly origin: string | undefined }

/** Where a row does not fit. */
export type Misfit = { readonly column: string; readonly problem: Problem }

/** Turns rows into examples, one after the other. */
export type RowEncoder = {
  /** Columns that it reads, in the order of a row's cells. */
  readonly wanted: readonly Wanted[]
  /** What the row that was encoded last became; written over by the next one. */
  readonly values: Float32Array | Int32Array
  /** Labels are whole numbers below it. */
  readonly classes: number
  /** Whether a label is a class, by which examples can be dealt. */
  readonly hasClasses: boolean
  encode(row: Row): Encoded | Misfit
}

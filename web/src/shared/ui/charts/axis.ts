import type { Measure } from './scale.ts'

/** How a chart reads one of its two directions. */
export type Axis = {
  readonly name: string
  readonly format: (value: number) => string
  /** `number` unless it says otherwise. */
  readonly measure?: Measure
  /** Ends of the range, where they are not those of what is drawn. */
  readonly from?: number
  readonly to?: number
}

/** A value that the lines are held against, such as a quorum. */
export type Level = { readonly name: string; readonly y: number }

/** Labelled examples, all in memory. */
export type Dataset = {
  /** Row by row, `inputSize` numbers in 0 … 1 per example. */
  readonly inputs: Float32Array
  /** `0 <= label < classes`, one per example. */
  readonly labels: Int32Array
  /** Number of examples. */
  readonly count: number
  readonly inputSize: number
  readonly classes: number
}

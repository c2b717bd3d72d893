import type { Dataset } from './dataset.ts'

/** Examples of one origin that can be dealt out: what every source of data opens to. */
export type ExampleSet = {
  readonly count: number
  /**
   * Class of each example; undefined where it has none: where it is a sequence with a label per
   * token, and where its label is a target.
   */
  readonly labels: Int32Array | undefined
  /** Where each example is from, as a number: a file, a person, a hospital. */
  readonly origins: Int32Array
  /** Examples by their positions, in the order given. */
  load(positions: Int32Array): Promise<Dataset>
}

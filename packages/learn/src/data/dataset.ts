/** Labelled examples, all in memory. */
export type Dataset<Inputs extends Float32Array | Int32Array = Float32Array | Int32Array> = {
  /**
   * Row by row, `inputSize` values per example: features as `float32`, or tokens of a sequence as
   * `int32`.
   */
  readonly inputs: Inputs
  /** `0 <= label < classes`, `labelSize` per example: classes, or targets as `toTarget` writes them. */
  readonly labels: Int32Array
  /** Number of examples. */
  readonly count: number
  readonly inputSize: number
  /** Labels per example: 1 unless it is left out, `inputSize` where every token has its next one. */
  readonly labelSize?: number
  readonly classes: number
}

/** Labels that each example has. */
export function labelSizeOf({ labelSize = 1 }: Pick<Dataset, 'labelSize'>): number {
  return labelSize
}

/** What the engines call the type of the inputs. */
export function inputTypeOf({ inputs }: Pick<Dataset, 'inputs'>): 'float32' | 'int32' {
  return inputs instanceof Int32Array ? 'int32' : 'float32'
}

import { type Dataset, labelSizeOf } from '../data/dataset.ts'

/** One batch as a program takes it. A type alias, so that it passes as a record of values. */
export type Batch = {
  /**
   * Rows of the examples; rows that only fill the batch repeat the first, so that what a batch
   * overflows on is always an example of its own.
   */
  readonly x: Float32Array | Int32Array
  readonly y: Int32Array
  /** 1 for an example, 0 for a row that only fills the batch. */
  readonly weight: Float32Array
}

/**
 * Cuts the examples into batches of one size, in the given order; the last one is filled up.
 *
 * Every batch is written over the one before.
 *
 * @param order - positions in `data`
 */
export function* batchesOf(
  data: Dataset,
  order: Int32Array,
  batchSize: number,
): Generator<{ batch: Batch; count: number }> {
  const { inputs, labels, inputSize } = data
  const labelSize = labelSizeOf(data)
  const cells = batchSize * inputSize
  const batch = {
    x: inputs instanceof Int32Array ? new Int32Array(cells) : new Float32Array(cells),
    y: new Int32Array(batchSize * labelSize),
    weight: new Float32Array(batchSize),
  }
  for (let start = 0; start < order.length; start += batchSize) {
    const chosen = order.subarray(start, start + batchSize)
    chosen.forEach((position, row) => {
      batch.x.set(
        inputs.subarray(position * inputSize, (position + 1) * inputSize),
        row * inputSize,
      )
      const from = position * labelSize
      batch.y.set(labels.subarray(from, from + labelSize), row * labelSize)
    })
    for (let row = chosen.length; row < batchSize; row++) {
      batch.x.copyWithin(row * inputSize, 0, inputSize)
      batch.y.copyWithin(row * labelSize, 0, labelSize)
    }
    batch.weight.fill(1, 0, chosen.length).fill(0, chosen.length)
    yield { batch, count: chosen.length }
  }
}

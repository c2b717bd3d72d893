import { expect } from 'chai'
import { batchesOf } from '../../src/training/batches.ts'

describe('batchesOf', () => {
  const data = {
    inputs: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    labels: Int32Array.of(1, 2, 3, 4, 5),
    count: 5,
    inputSize: 2,
    classes: 6,
  }

  it('default: rows in the order given; what fills the last batch repeats its first row', () => {
    const seen = []
    for (const { batch, count } of batchesOf(data, Int32Array.of(4, 0, 2, 1), 3))
      seen.push([count, [...batch.x], [...batch.y], [...batch.weight]])
    expect(seen).to.deep.equal([
      [3, [9, 10, 1, 2, 5, 6], [5, 1, 3], [1, 1, 1]],
      [1, [3, 4, 3, 4, 3, 4], [2, 2, 2], [1, 0, 0]],
    ])
  })

  it('behavior: tokens with a label each', () => {
    const sequences = {
      ...{ inputs: Int32Array.of(1, 2, 3, 4, 5, 6), labels: Int32Array.of(2, 3, 4, 5, 6, 7) },
      ...{ count: 3, inputSize: 2, labelSize: 2, classes: 8 },
    }
    const seen = []
    for (const { batch, count } of batchesOf(sequences, Int32Array.of(2, 1, 0), 2))
      seen.push([count, batch.x.slice(), [...batch.y], [...batch.weight]])
    expect(seen).to.deep.equal([
      [2, Int32Array.of(5, 6, 3, 4), [6, 7, 4, 5], [1, 1]],
      [1, Int32Array.of(1, 2, 1, 2), [2, 3, 2, 3], [1, 0]],
    ])
  })
})

import { VainError } from '@vain/base'
import type { Dataset, ExampleSet } from '@vain/learn'
import { growingFloats, growingInts } from './growing.ts'
import type { RowFile, RowProblem } from './row.ts'
import type { RowEncoder } from './rowEncoder.ts'

/** Most numbers that are kept of all examples: 1 GiB. */
export const maxValues: number = 2 ** 28

/**
 * @param most - numbers that may be kept
 * @throws {VainError} `data/too-many` beyond
 */
export function assertFits(examples: number, inputSize: number, most: number): void {
  if (examples * inputSize > most)
    throw new VainError('data/too-many', 'the examples are too many to be kept in memory', {
      examples,
      inputSize,
    })
}

type Found = {
  readonly inputs: Dataset['inputs']
  readonly labels: Int32Array
  readonly origins: Int32Array
}

function toSet(encoder: RowEncoder, { inputs, labels, origins }: Found): ExampleSet {
  const { classes, hasClasses, values } = encoder
  const inputSize = values.length
  return {
    count: labels.length,
    labels: hasClasses ? labels : undefined,
    origins,
    async load(positions): Promise<Dataset> {
      const size = positions.length * inputSize
      const chosen = inputs instanceof Int32Array ? new Int32Array(size) : new Float32Array(size)
      positions.forEach((position, i) => {
        const from = position * inputSize
        chosen.set(inputs.subarray(from, from + inputSize), i * inputSize)
      })
      return {
        inputs: chosen,
        labels: positions.map((position) => labels[position] as number),
        count: positions.length,
        inputSize,
        classes,
      }
    },
  }
}

/**
 * Reads all rows of some files into memory, in order.
 *
 * The origin of a row is what its column `origin` says; without one it is its file.
 *
 * @param onProblem - called for every row that does not fit, which is then left out; it may throw
 * @param most - numbers that are kept
 * @throws {VainError} `data/too-many` beyond, and what the files throw
 */
export async function readRows(
  encoder: RowEncoder,
  files: readonly RowFile[],
  onProblem: (problem: RowProblem) => void,
  most: number = maxValues,
): Promise<ExampleSet> {
  const { values } = encoder
  const inputs = values instanceof Int32Array ? growingInts() : growingFloats()
  const [labels, origins] = [growingInts(), growingInts()]
  const known = new Map<string, number>()
  let count = 0
  for (const [number, { file, rows }] of files.entries())
    for await (const row of rows()) {
      const encoded = encoder.encode(row)
      if ('problem' in encoded) {
        onProblem({ file, row: row.row, ...encoded })
        continue
      }
      assertFits(++count, values.length, most)
      const origin = encoded.origin ?? `file ${number}`
      if (!known.has(origin)) known.set(origin, known.size)
      inputs.add(values)
      labels.add([encoded.label])
      origins.add([known.get(origin) as number])
    }
  return toSet(encoder, { inputs: inputs.view(), labels: labels.view(), origins: origins.view() })
}

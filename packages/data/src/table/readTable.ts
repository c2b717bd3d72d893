import { VainError } from '@vain/base'
import type { Dataset, ExampleSet } from '@vain/learn'
import { featureNames } from '../policy/features.ts'
import type { TableSchema } from '../policy/policy.ts'
import { encodeCell, indexOfValue, type Problem } from './cell.ts'
import { growingFloats, growingInts } from './growing.ts'
import type { Row, RowFile, RowProblem } from './row.ts'

/** Most numbers that are kept of a table: 1 GiB. */
const maxValues = 2 ** 28

/** Names of the columns that a table is read from, in the order of a row's cells. */
export function columnsOf({ columns, label, origin }: TableSchema): string[] {
  return [...columns.map(({ name }) => name), label.name, ...(origin === undefined ? [] : [origin])]
}

type Encoded = { readonly label: number; readonly origin: string | undefined }
type Wrong = { readonly column: string; readonly problem: Problem }

/** Writes the features of rows, one after the other, into `features`. */
function createEncoder(schema: TableSchema): {
  readonly features: Float32Array
  encode(row: Row): Encoded | Wrong
} {
  const { columns, label, origin } = schema
  const widths = columns.map((column) => featureNames(column).length)
  const features = new Float32Array(widths.reduce((sum, width) => sum + width, 0))
  return {
    features,
    encode({ cells }) {
      features.fill(0)
      let at = 0
      for (const [i, column] of columns.entries()) {
        const problem = encodeCell(column, cells[i], features, at)
        if (problem !== undefined) return { column: column.name, problem }
        at += widths[i] as number
      }
      const place = indexOfValue(label.values, cells[columns.length])
      if (typeof place === 'string') return { column: label.name, problem: place }
      const from = cells[columns.length + 1]
      if (origin !== undefined && from === undefined)
        return { column: origin, problem: 'is missing' }
      return { label: place, origin: from === undefined ? undefined : String(from) }
    },
  }
}

function toSet(
  schema: TableSchema,
  features: Float32Array,
  labels: Int32Array,
  origins: Int32Array,
): ExampleSet {
  const inputSize = columnsWidth(schema)
  const classes = schema.label.values.length
  return {
    count: labels.length,
    labels,
    origins,
    async load(positions): Promise<Dataset> {
      const inputs = new Float32Array(positions.length * inputSize)
      positions.forEach((position, i) => {
        inputs.set(
          features.subarray(position * inputSize, (position + 1) * inputSize),
          i * inputSize,
        )
      })
      return {
        inputs,
        labels: positions.map((position) => labels[position] as number),
        count: positions.length,
        inputSize,
        classes,
      }
    },
  }
}

const columnsWidth = ({ columns }: TableSchema): number =>
  columns.reduce((sum, column) => sum + featureNames(column).length, 0)

/**
 * Reads all rows of some files into memory, in order.
 *
 * The origin of a row is what its column `origin` says; without one it is its file.
 *
 * @param onProblem - called for every row that does not fit, which is then left out; it may throw
 * @throws {VainError} `data/too-many` beyond 2²⁸ numbers, and what the files throw
 */
export async function readTable(
  schema: TableSchema,
  files: readonly RowFile[],
  onProblem: (problem: RowProblem) => void,
): Promise<ExampleSet> {
  const { features, encode } = createEncoder(schema)
  const [inputs, labels, origins] = [growingFloats(), growingInts(), growingInts()]
  const known = new Map<string, number>()
  let count = 0
  for (const [number, { file, rows }] of files.entries())
    for await (const row of rows()) {
      const encoded = encode(row)
      if ('problem' in encoded) {
        onProblem({ file, row: row.row, ...encoded })
        continue
      }
      if (++count * features.length > maxValues)
        throw new VainError('data/too-many', 'the rows are too many to be kept in memory', {
          rows: count,
          features: features.length,
        })
      const origin = encoded.origin ?? `file ${number}`
      if (!known.has(origin)) known.set(origin, known.size)
      inputs.add(features)
      labels.add([encoded.label])
      origins.add([known.get(origin) as number])
    }
  return toSet(schema, inputs.view(), labels.view(), origins.view())
}

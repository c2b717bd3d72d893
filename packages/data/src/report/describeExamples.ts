import { type Dataset, type ExampleSet, targetLevels } from '@vain/learn'
import { classNames, featureNames, featuresOf, targetOf } from '../policy/features.ts'
import type { Column, DataPolicy, Schema } from '../policy/policy.ts'

/** What a column holds; for its operator only. */
type ColumnReport = {
  readonly name: string
  readonly type: Column['type']
  /** Examples in which it is missing. */
  readonly missing: number
  /** Mean and standard deviation of a number, of those that are there. */
  readonly mean?: number
  readonly deviation?: number
  /** Examples of each value of a category, or that are true. */
  readonly values?: Readonly<Record<string, number>>
}

/** What examples are there. */
export type ExamplesReport = {
  readonly examples: number
  readonly inputSize: number
  readonly classes: Readonly<Record<string, number>> | undefined
  /** The number that is to be told, where it is one. */
  readonly target: ColumnReport | undefined
  readonly origins: number
  readonly columns: readonly ColumnReport[]
}

type Rows = { readonly inputs: ArrayLike<number>; readonly count: number; readonly width: number }

function valuesOf({ inputs, count, width }: Rows, at: number): number[] {
  return Array.from({ length: count }, (_, row) => inputs[row * width + at] as number)
}

const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

function describeNumber(
  column: Extract<Column, { type: 'number' }>,
  rows: Rows,
  at: number,
): ColumnReport {
  const { name, type, min, max } = column
  const isMissing =
    column.missing === 'allowed' ? valuesOf(rows, at + 1) : new Array<number>(rows.count).fill(0)
  const there = valuesOf(rows, at)
    .filter((_, row) => isMissing[row] === 0)
    .map((value) => min + ((value + 1) / 2) * (max - min))
  const missing = rows.count - there.length
  return { name, type, missing, ...spreadOf(there) }
}

/** Mean and standard deviation, if there is anything. */
function spreadOf(values: readonly number[]): Pick<ColumnReport, 'mean' | 'deviation'> {
  if (values.length === 0) return {}
  const mean = sumOf(values) / values.length
  const variance = sumOf(values.map((value) => (value - mean) ** 2)) / values.length
  return { mean, deviation: Math.sqrt(variance) }
}

function describeTarget(policy: DataPolicy, { labels }: Dataset): ColumnReport | undefined {
  const target = targetOf(policy)
  if (target === undefined) return undefined
  const { name, min, max } = target
  const values = Array.from(labels, (label) => min + (label / (targetLevels - 1)) * (max - min))
  return { name, type: 'number', missing: 0, ...spreadOf(values) }
}

function describeColumn(column: Column, rows: Rows, at: number): ColumnReport {
  const { name, type } = column
  if (column.type === 'number') return describeNumber(column, rows, at)
  if (column.type === 'boolean') {
    const found = valuesOf(rows, at)
    const truths = found.filter((value) => value === 1).length
    const lies = found.filter((value) => value === -1).length
    return {
      name,
      type,
      missing: rows.count - truths - lies,
      values: { true: truths, false: lies },
    }
  }
  const counts = column.values.map((value, i) => [value, sumOf(valuesOf(rows, at + i))] as const)
  const missing = rows.count - sumOf(counts.map(([, count]) => count))
  return { name, type, missing, values: Object.fromEntries(counts) }
}

function describeColumns(schema: Schema, data: Dataset): ColumnReport[] {
  if (schema.kind !== 'table') return []
  const { inputs, inputSize: width, count } = data
  let at = 0
  return schema.columns.map((column) => {
    const report = describeColumn(column, { inputs, count, width }, at)
    at += featureNames(column).length
    return report
  })
}

async function loadTable({ schema }: DataPolicy, set: ExampleSet): Promise<Dataset | undefined> {
  if (schema.kind !== 'table') return undefined
  return set.load(Int32Array.from({ length: set.count }, (_, position) => position))
}

/** Describes examples to who holds them: it tells of the data, so it is for nobody else. */
export async function describeExamples(
  policy: DataPolicy,
  set: ExampleSet,
): Promise<ExamplesReport> {
  const { labels } = set
  const names = classNames(policy)
  const table = await loadTable(policy, set)
  const counts = names.map(() => 0)
  labels?.forEach((label) => {
    ;(counts[label] as number) += 1
  })
  return {
    examples: set.count,
    inputSize: featuresOf(policy).inputSize,
    classes: labels && Object.fromEntries(names.map((name, i) => [name, counts[i] as number])),
    target: table && describeTarget(policy, table),
    origins: new Set(set.origins).size,
    columns: table === undefined ? [] : describeColumns(policy.schema, table),
  }
}

import { targetLevels, toTarget } from '@vain/learn'
import type { Wanted } from '../formats/format.ts'
import { featureNames } from '../policy/features.ts'
import { isTarget, type TableSchema } from '../policy/policy.ts'
import { type Cell, encodeCell, indexOfValue, type Problem, partOfRange } from './cell.ts'
import type { Row } from './row.ts'
import type { Encoded, Misfit, RowEncoder } from './rowEncoder.ts'

function wantedOf({ columns, label, origin }: TableSchema): Wanted[] {
  return [
    ...columns.map(({ name, type }) => ({ name, isNumber: type === 'number' })),
    { name: label.name, isNumber: isTarget(label) },
    ...(origin === undefined ? [] : [{ name: origin, isNumber: false }]),
  ]
}

function encodeLabel(label: TableSchema['label'], cell: Cell): number | Problem {
  if (!isTarget(label)) return indexOfValue(label.values, cell)
  const part = partOfRange(label, cell)
  return typeof part === 'number' ? toTarget(part) : part
}

/** Encodes rows of a table: a number or some for each column, and a class or a target to be told. */
export function createTableEncoder(schema: TableSchema): RowEncoder {
  const { columns, label, origin } = schema
  const widths = columns.map((column) => featureNames(column).length)
  const values = new Float32Array(widths.reduce((sum, width) => sum + width, 0))
  const hasClasses = !isTarget(label)
  return {
    wanted: wantedOf(schema),
    values,
    hasClasses,
    classes: hasClasses ? label.values.length : targetLevels,
    encode({ cells }: Row): Encoded | Misfit {
      values.fill(0)
      let at = 0
      for (const [i, column] of columns.entries()) {
        const problem = encodeCell(column, cells[i], values, at)
        if (problem !== undefined) return { column: column.name, problem }
        at += widths[i] as number
      }
      const told = encodeLabel(label, cells[columns.length])
      if (typeof told === 'string') return { column: label.name, problem: told }
      const from = cells[columns.length + 1]
      if (origin !== undefined && from === undefined)
        return { column: origin, problem: 'is missing' }
      return { label: told, origin: from === undefined ? undefined : String(from) }
    },
  }
}

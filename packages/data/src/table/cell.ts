import type { Column } from '../policy/policy.ts'

/** A value as a file has it; undefined if it is missing. */
export type Cell = string | number | boolean | undefined

/** What is wrong with a cell, without its value: rows may be about people. */
export type Problem =
  | 'is missing'
  | 'is no number'
  | 'is below the least'
  | 'is above the greatest'
  | 'is none of the values'
  | 'is neither true nor false'
  | 'has no word'

/** No digit can be read in two ways, so a long cell takes no longer than it is. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/
/** Most letters of a number: a double has 17 digits that count. */
const maxNumberLetters = 64

function toNumber(cell: string | number | boolean): number | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : undefined
  if (typeof cell === 'boolean') return undefined
  const text = cell.trim()
  if (text.length > maxNumberLetters) return undefined
  const value = decimal.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

const spelled: ReadonlyMap<string, boolean> = new Map([
  ...(['true', 'yes', '1'] as const).map((text) => [text, true] as const),
  ...(['false', 'no', '0'] as const).map((text) => [text, false] as const),
])

/** The place of a category's value. */
export function indexOfValue(values: readonly string[], cell: Cell): number | Problem {
  if (cell === undefined) return 'is missing'
  const place = values.indexOf(String(cell).trim())
  return place < 0 ? 'is none of the values' : place
}

type NumberColumn = Omit<Extract<Column, { type: 'number' }>, 'missing'>

/** Where in its range a number is, 0 … 1. */
export function partOfRange(column: NumberColumn, cell: Cell): number | Problem {
  if (cell === undefined) return 'is missing'
  const value = toNumber(cell)
  if (value === undefined) return 'is no number'
  const { min, max, outside } = column
  if (outside !== 'clamp' && value < min) return 'is below the least'
  if (outside !== 'clamp' && value > max) return 'is above the greatest'
  return (Math.min(max, Math.max(min, value)) - min) / (max - min)
}

function encodeNumber(column: NumberColumn, cell: string | number | boolean): number | Problem {
  const part = partOfRange(column, cell)
  return typeof part === 'number' ? 2 * part - 1 : part
}

/**
 * Writes the features of a cell: a number from `min … max` becomes −1 … 1, a truth −1 or 1, a
 * category a 1 at its place among zeros. A missing cell becomes zeros, and 1 in the feature that
 * says so, which numbers and truths have where cells may be missing.
 *
 * @param into - zeros where the features of the cell stand, from `at` on
 * @returns what is wrong; undefined if nothing is
 */
export function encodeCell(
  column: Column,
  cell: Cell,
  into: Float32Array,
  at: number,
): Problem | undefined {
  if (cell === undefined) {
    if (column.missing !== 'allowed') return 'is missing'
    if (column.type !== 'category') into[at + 1] = 1
    return undefined
  }
  if (column.type === 'category') {
    const place = indexOfValue(column.values, cell)
    if (typeof place === 'string') return place
    into[at + place] = 1
    return undefined
  }
  const value =
    column.type === 'number'
      ? encodeNumber(column, cell)
      : encodeTruth(spelled.get(String(cell).trim().toLowerCase()))
  if (typeof value === 'string') return value
  into[at] = value
  return undefined
}

function encodeTruth(value: boolean | undefined): number | Problem {
  return value === undefined ? 'is neither true nor false' : value ? 1 : -1
}

import { basename } from 'node:path'
import { VainError } from '@vain/base'
import type { Cell } from '../table/cell.ts'
import type { Row } from '../table/row.ts'
import {
  type FileSettings,
  isMissing,
  nameInFiles,
  type TableFormat,
  type Wanted,
} from './format.ts'
import { readText } from './readText.ts'

/** Longest line, in UTF-16 units. */
const maxLine = 1_048_576

/** Never a value that a column admits. */
const noCell = '\0'

function badLine(file: string, row: number, problem: string): VainError {
  const message = `${file}: row ${row} ${problem}`
  // Without the cause: JSON.parse repeats what it could not read.
  return new VainError('data/bad-json-line', message, { file, row })
}

async function* linesOf(path: string, encoding: string): AsyncGenerator<[number, string]> {
  let [rest, row] = ['', 0]
  for await (const text of readText(path, encoding)) {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield [++row, line]
    if (rest.length > maxLine) throw badLine(basename(path), row + 1, 'is too long')
  }
  yield [++row, rest]
}

function parseLine(file: string, row: number, line: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw badLine(file, row, 'is no JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badLine(file, row, 'is no JSON object')
  return value as Record<string, unknown>
}

function toCell(value: unknown, missing: readonly string[]): Cell {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return isMissing(value, missing) ? undefined : value
  return typeof value === 'number' || typeof value === 'boolean' ? value : noCell
}

async function* rowsOf(
  path: string,
  wanted: readonly Wanted[],
  settings: FileSettings,
): AsyncGenerator<Row> {
  const { encoding, missing } = settings
  const names = wanted.map(({ name }) => nameInFiles(settings, name))
  for await (const [row, line] of linesOf(path, encoding)) {
    if (line.trim() === '') continue
    const object = parseLine(basename(path), row, row === 1 ? line.replace(/^\uFEFF/, '') : line)
    const cells = names.map((name) =>
      toCell(Object.hasOwn(object, name) ? object[name] : undefined, missing),
    )
    yield { row, cells }
  }
}

/** One JSON object a line; what a line does not have is missing. Source: jsonlines.org. */
export const jsonLinesFormat: TableFormat = {
  extensions: ['.jsonl', '.ndjson'],
  open: (path, wanted, settings) => ({
    file: basename(path),
    rows: () => rowsOf(path, wanted, settings),
  }),
}

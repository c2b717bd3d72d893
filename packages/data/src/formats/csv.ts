import { basename } from 'node:path'
import { VainError } from '@vain/base'
import type { Cell } from '../table/cell.ts'
import type { Row } from '../table/row.ts'
import { createCsvParser } from './csvParser.ts'
import { type FileSettings, nameInFiles, type TableFormat, type Wanted } from './format.ts'
import { readText } from './readText.ts'
import type { CsvRow } from './rowBuilder.ts'

async function* parsed(path: string, settings: FileSettings): AsyncGenerator<CsvRow> {
  const parser = createCsvParser(basename(path), settings.delimiter)
  for await (const text of readText(path, settings.encoding)) yield* parser.push(text)
  yield* parser.end()
}

/** Places of the wanted columns in the header. Its cells are not shown: it may be a row of data. */
function placesIn(
  header: readonly string[],
  wanted: readonly Wanted[],
  settings: FileSettings,
  file: string,
): number[] {
  const names = header.map((name) => name.trim())
  return wanted.map(({ name }) => {
    const called = nameInFiles(settings, name)
    const place = names.indexOf(called)
    if (place < 0 || names.indexOf(called, place + 1) >= 0) {
      const problem = place < 0 ? 'no column' : 'two columns'
      const message = `${file} has ${problem} ${called} in its first row`
      throw new VainError('data/no-column', message, { file, column: called, of: names.length })
    }
    return place
  })
}

/** Turns the cells of a row into what the policy speaks of. */
function createPick(
  places: readonly number[],
  wanted: readonly Wanted[],
  { missing, decimal }: FileSettings,
): (cells: readonly string[]) => Cell[] {
  const none = new Set(['', ...missing])
  return (cells) =>
    places.map((place, i) => {
      const text = (cells[place] as string).trim()
      if (none.has(text)) return undefined
      // With a comma for the fraction a point is no part of a number.
      return decimal === ',' && wanted[i]?.isNumber
        ? text.replace('.', '?').replace(',', '.')
        : text
    })
}

async function* rowsOf(
  path: string,
  wanted: readonly Wanted[],
  settings: FileSettings,
): AsyncGenerator<Row> {
  const file = basename(path)
  let pick: ((cells: readonly string[]) => Cell[]) | undefined
  let width = 0
  for await (const { row, cells } of parsed(path, settings)) {
    if (pick === undefined) {
      width = cells.length
      pick = createPick(placesIn(cells, wanted, settings, file), wanted, settings)
      continue
    }
    if (cells.length !== width)
      throw new VainError(
        'data/bad-csv',
        `${file}: row ${row} has ${cells.length} cells, the first row ${width}`,
        { file, row, cells: cells.length, expected: width },
      )
    yield { row, cells: pick(cells) }
  }
  if (pick === undefined)
    throw new VainError('data/no-column', `${file} has no first row`, { file })
}

/** Comma-separated values with the names of the columns in the first row; others are not read. */
export const csvFormat: TableFormat = {
  extensions: ['.csv', '.tsv'],
  open(path, wanted, settings) {
    const tabs = path.endsWith('.tsv') ? { ...settings, delimiter: '\t' } : settings
    return { file: basename(path), rows: () => rowsOf(path, wanted, tabs) }
  },
}

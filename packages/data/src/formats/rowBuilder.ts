import { VainError } from '@vain/base'

/** Longest cell, in UTF-16 units. */
const maxCell = 65_536
/** Most cells of a row. */
const maxCells = 10_000

/** Cells of a row and its number, from 1; empty lines count, but are no rows. */
export type CsvRow = { readonly row: number; readonly cells: readonly string[] }

/** The row that is being read, and those that are complete. */
export type RowBuilder = {
  /** Adds to the cell. */
  add(text: string): void
  /** Begins a cell in quotes; blanks before the quote are none of it. */
  beginQuoted(): void
  endCell(): void
  /** @param isQuoted - whether the last cell stood in quotes: then even an empty one is one */
  endRow(isQuoted: boolean): void
  /** Rows that were completed since the last call. */
  take(): CsvRow[]
  /** @throws {VainError} `data/bad-csv` about the cell, without what stands in it */
  fail(problem: string): never
}

/** Builds rows of bounded size; throws `data/bad-csv` beyond. */
export function createRowBuilder(file: string): RowBuilder {
  let cell = ''
  let cells: string[] = []
  let row = 1
  let done: CsvRow[] = []
  const fail = (problem: string): never => {
    const column = cells.length + 1
    const message = `${file}: row ${row}, column ${column} ${problem}`
    throw new VainError('data/bad-csv', message, { file, row, column })
  }
  const endCell = (): void => {
    if (cells.length >= maxCells) fail('is one too many')
    cells.push(cell)
    cell = ''
  }
  return {
    fail,
    endCell,
    add(text) {
      cell += text
      if (cell.length > maxCell) fail('is too long, or its quote is never closed')
    },
    beginQuoted() {
      if (cell.trim() !== '') fail('has a quote inside, but does not begin with one')
      cell = ''
    },
    endRow(isQuoted) {
      if (!isQuoted && cell.endsWith('\r')) cell = cell.slice(0, -1)
      const isEmpty = cells.length === 0 && cell === '' && !isQuoted
      endCell()
      if (!isEmpty) done.push({ row, cells })
      cells = []
      row++
    },
    take() {
      const rows = done
      done = []
      return rows
    },
  }
}

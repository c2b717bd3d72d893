import { type CsvRow, createRowBuilder } from './rowBuilder.ts'

/** Takes a file in pieces. */
export type CsvParser = {
  /** Rows that a piece completes. */
  push(text: string): CsvRow[]
  /** What is left at the end: at most one row. @throws {VainError} `data/bad-csv` */
  end(): CsvRow[]
}

/** Where the parser stands: in a cell without quotes, in one with, behind a quote in such a cell. */
type Place = 'plain' | 'quoted' | 'quote'

/**
 * Parser of comma-separated values.
 *
 * Rows end with CR LF or LF. A cell in double quotes may hold delimiters, line ends and doubled
 * quotes. A byte order mark is no part of the first cell.
 *
 * @param file - what errors call it
 * @param delimiter - one character
 * @throws {VainError} `data/bad-csv` from `push` and `end`, with row and column
 *
 * Source: RFC 4180.
 */
export function createCsvParser(file: string, delimiter = ','): CsvParser {
  const builder = createRowBuilder(file)
  let place: Place = 'plain'
  let isFirst = true

  /** Whether the letter ends a cell; it is ended then. */
  const endsCell = (letter: string | undefined): boolean => {
    if (letter === delimiter) builder.endCell()
    else if (letter === '\n') builder.endRow(place === 'quote')
    else return false
    place = 'plain'
    return true
  }
  const takePlain = (text: string, from: number): number => {
    let end = from
    for (; end < text.length; end++) {
      const letter = text[end]
      if (letter === delimiter || letter === '\n' || letter === '"') break
    }
    builder.add(text.slice(from, end))
    if (!endsCell(text[end]) && text[end] === '"') {
      builder.beginQuoted()
      place = 'quoted'
    }
    return end + 1
  }
  const takeQuoted = (text: string, from: number): number => {
    const end = text.indexOf('"', from)
    builder.add(text.slice(from, end < 0 ? undefined : end))
    if (end >= 0) place = 'quote'
    return end < 0 ? text.length : end + 1
  }
  const takeQuote = (letter: string): void => {
    if (letter === '"') {
      builder.add('"')
      place = 'quoted'
    } else if (!endsCell(letter) && letter !== '\r' && letter !== ' ')
      builder.fail('goes on behind its closing quote')
  }
  return {
    push(piece) {
      const text = isFirst && piece.startsWith('\uFEFF') ? piece.slice(1) : piece
      if (piece !== '') isFirst = false
      for (let at = 0; at < text.length; ) {
        if (place === 'plain') at = takePlain(text, at)
        else if (place === 'quoted') at = takeQuoted(text, at)
        else takeQuote(text[at++] as string)
      }
      return builder.take()
    },
    end() {
      if (place === 'quoted') builder.fail('has a quote that is never closed')
      builder.endRow(place === 'quote')
      return builder.take()
    },
  }
}

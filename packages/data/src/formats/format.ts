import type { RowFile } from '../table/row.ts'

/** A column that rows are to have. */
export type Wanted = { readonly name: string; readonly isNumber: boolean }

/** How an operator's files are spelled; what they hold is the policy's business. */
export type FileSettings = {
  /** Between the cells of a CSV file. */
  readonly delimiter: string
  /** What stands before the fraction of a number in a CSV file. */
  readonly decimal: '.' | ','
  readonly encoding: string
  /** Texts that mean a missing value, besides the empty one. */
  readonly missing: readonly string[]
  /** Names in the files, by their names in the policy, where the two differ. */
  readonly columns: Readonly<Record<string, string>>
  /** Table or view of an SQLite file. */
  readonly table: string | undefined
}

/** What a column of the policy is called in the files. */
export function nameInFiles({ columns }: FileSettings, name: string): string {
  return Object.hasOwn(columns, name) ? (columns[name] as string) : name
}

/** Whether a text means that a value is missing: a blank one, or one of those that are listed. */
export function isMissing(text: string, missing: readonly string[]): boolean {
  const trimmed = text.trim()
  return trimmed === '' || missing.includes(trimmed)
}

/** A kind of file with rows in it: a plug-in of the folder source. */
export type TableFormat = {
  /** File names end in one of these. */
  readonly extensions: readonly string[]
  /**
   * Opens a file; rows have cells for just the wanted columns, in that order.
   *
   * @param path - absolute
   * @throws {VainError} `data/no-column`, also from `rows`
   */
  open(path: string, wanted: readonly Wanted[], settings: FileSettings): RowFile
}

import { type Dialect, tables } from '../schema.ts'

/** What a column holds: numbers are whole ones up to 2^53, or a loss. */
export type Value = string | number

/** Columns by name. */
export type Row = Readonly<Record<string, unknown>>

/** One change of a {@link Database}. */
export type Change =
  | { readonly text: string; readonly values?: readonly Value[] }
  | {
      /** Table that the rows go into, each with all its columns in order. */
      readonly into: string
      readonly rows: readonly (readonly Value[])[]
      /** What happens to a row that is there already, such as `ON CONFLICT DO NOTHING`. */
      readonly otherwise?: string
    }

/**
 * A database of tables. Its statements are those that SQLite and PostgreSQL both understand; `$1`, `$2`
 * and so on stand for values.
 */
export type Database = {
  all(text: string, values?: readonly Value[]): Promise<readonly Row[]>
  /**
   * Does all of it, or nothing.
   *
   * @throws {VainError} `portal/not-writer` if this process does not lead
   */
  write(changes: readonly Change[]): Promise<void>
  /** Whether this process alone writes; it tries to, if nobody does. */
  lead(): Promise<boolean>
  close(): Promise<void>
}

/** A database as it is opened. */
export type Driver = Database & {
  readonly dialect: Dialect
  hasTables(): Promise<boolean>
  /** Leaves none of the tables of an index. */
  readonly dropTables: readonly Change[]
}

/** `$1,$2,…`, as many as there are values, after so many before. */
export function marks(values: readonly unknown[], before = 0): string {
  return values.map((_, i) => `$${before + i + 1}`).join()
}

/** Leaves none of the tables of an index, of whichever layout. */
export const dropTables: readonly Change[] = tables
  .toReversed()
  .map((name) => ({ text: `DROP TABLE IF EXISTS ${name}` }))

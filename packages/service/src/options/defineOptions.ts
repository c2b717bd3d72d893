import { type Secret, VainError } from '@vain/base'

/** Where an option may come from, besides its default: the names default to ones made of its key. */
type Sources = {
  /** One plain sentence for the reader of the help page. */
  text: string
  /** Flag without the dashes. Default: the key in kebab-case. */
  flag?: string
  /** Environment variable. Default: `VAIN_` and the key in upper snake case. */
  env?: string
  /** Refuses to start when no source gives a value. */
  required?: true
}

/**
 * One row of an options table.
 *
 * - `string`: any text, or one that `pattern` accepts; `form` names the form in words.
 * - `integer`: a whole number in `min … max`, both included, in `unit`.
 * - `list`: texts; a flag or variable separates them by commas, a flag may be repeated.
 * - `path`: made absolute, from the working directory or, in a config file, from its folder; one of
 *   `names` stays as it is.
 * - `secret`: read from the environment only, where neither process lists nor files show it.
 */
export type OptionRow = Sources &
  (
    | { type: 'string'; default?: string; pattern?: RegExp; form?: string }
    | { type: 'integer'; default?: number; min: number; max: number; unit: string }
    | { type: 'boolean'; default?: boolean }
    | { type: 'list'; default?: readonly string[] }
    | { type: 'path'; default?: string; names?: readonly string[] }
    | { type: 'choice'; default?: string; choices: readonly string[] }
    | { type: 'secret' }
  )

/** Rows by key; the key is also the name in a config file. */
export type OptionTable = Readonly<Record<string, OptionRow>>

type ValueOf<Row> = Row extends { type: 'integer' }
  ? number
  : Row extends { type: 'boolean' }
    ? boolean
    : Row extends { type: 'list' }
      ? readonly string[]
      : Row extends { type: 'choice'; choices: readonly (infer Choice)[] }
        ? Choice
        : Row extends { type: 'secret' }
          ? Secret<string>
          : string

/** The values of a table: `undefined` only where a row has neither a default nor `required`. */
export type OptionsOf<Table extends OptionTable> = {
  readonly [Key in keyof Table]: Table[Key] extends { default: unknown } | { required: true }
    ? ValueOf<Table[Key]>
    : ValueOf<Table[Key]> | undefined
}

/** The flag that names the config file, in every table. */
export const configFlag = 'config'
/** The environment variable that names the config file, in every table. */
export const configEnv = 'VAIN_CONFIG'

/**
 * Checks a table and gives it back with its exact type, from which {@link OptionsOf} follows.
 *
 * @throws {VainError} `options/bad-table` if two rows share a flag or a variable, or a default does
 * not fit its own row: a slip of the one who wrote the table
 */
export function defineOptions<const Table extends OptionTable>(table: Table): Table {
  const taken = new Map<string, string>([
    [`--${configFlag}`, configFlag],
    [configEnv, configFlag],
  ])
  for (const [key, row] of Object.entries(table)) {
    for (const name of [`--${flagOf(key, row)}`, envOf(key, row)]) {
      const other = taken.get(name)
      if (other !== undefined) throw badTable(`${key} and ${other} share the name ${name}`, key)
      taken.set(name, key)
    }
    if (row.type === 'integer' && row.default !== undefined)
      if (!Number.isSafeInteger(row.default) || row.default < row.min || row.default > row.max)
        throw badTable(`the default of ${key} is out of its range`, key)
    if (row.type === 'choice' && row.default !== undefined && !row.choices.includes(row.default))
      throw badTable(`the default of ${key} is not one of its choices`, key)
  }
  return table
}

/** The flag of a row, without the dashes. */
export function flagOf(key: string, row: OptionRow): string {
  return row.flag ?? key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** The environment variable of a row. */
export function envOf(key: string, row: OptionRow): string {
  return row.env ?? `VAIN_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`
}

function badTable(message: string, option: string): VainError {
  return new VainError('options/bad-table', message, { option })
}

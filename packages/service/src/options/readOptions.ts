import { VainError } from '@vain/base'
import {
  configEnv,
  configFlag,
  envOf,
  flagOf,
  type OptionRow,
  type OptionsOf,
  type OptionTable,
} from './defineOptions.ts'
import { nearMatches } from './nearMatches.ts'
import { parseJson, parseText } from './parseValue.ts'
import { readConfigFile } from './readConfigFile.ts'
import { readFlags } from './readFlags.ts'

export type OptionSources = {
  /** Arguments behind the program's name: `process.argv.slice(2)`. */
  argv: readonly string[]
  /** Environment variables; an empty one counts as not set. */
  env: Readonly<Record<string, string | undefined>>
  /** Config file that is read when neither `--config` nor `VAIN_CONFIG` names another. */
  file?: string
  /** The config file is another program's too: keys that are not in the table are left alone. */
  sharedFile?: true
  /** Folder that relative paths start from. Default: the working directory. */
  folder?: string
}

/**
 * Reads every option of a table: flags before environment before config file before default.
 *
 * `--config FILE` names a JSON object whose keys are those of the table. A flag is `--name value`,
 * `--name=value`, or for booleans `--name` and `--no-name`.
 *
 * @throws {VainError} naming the source and, in `wayOut`, what to do: `options/unknown-flag`,
 * `options/unknown-key`, `options/bad-value`, `options/missing`, `options/no-value`,
 * `options/repeated-flag`, `options/not-an-option`, `options/secret-in-file`,
 * `options/secret-in-flag`, `options/unreadable-file`
 */
export function readOptions<Table extends OptionTable>(
  table: Table,
  sources: OptionSources,
): OptionsOf<Table> {
  const folder = sources.folder ?? process.cwd()
  const flags = readFlags(table, sources.argv)
  const path = flags.get(configFlag)?.[0] ?? (sources.env[configEnv] || sources.file)
  const file = path === undefined ? undefined : readConfigFile(path, folder)
  if (file && !sources.sharedFile) refuseUnknownKeys(table, file)

  const read = ([key, row]: [string, OptionRow]): [string, unknown] => {
    const flag = flags.get(flagOf(key, row))
    if (flag !== undefined)
      return [key, parseText(row, flag.join(','), { where: `--${flagOf(key, row)}`, folder })]
    const env = sources.env[envOf(key, row)]
    if (env) return [key, parseText(row, env, { where: envOf(key, row), folder })]
    if (file && Object.hasOwn(file.values, key))
      return [
        key,
        parseJson(row, file.values[key], {
          where: `"${key}" in ${file.path}`,
          folder: file.folder,
        }),
      ]
    return [key, defaultOf(key, row, folder)]
  }
  // The cast holds by construction: one value per row, each made by the parser of its type.
  return Object.fromEntries(Object.entries(table).map(read)) as OptionsOf<Table>
}

function defaultOf(key: string, row: OptionRow, folder: string): unknown {
  const value = row.type === 'secret' ? undefined : row.default
  if (value === undefined && row.required) {
    const names = [...(row.type === 'secret' ? [] : [`--${flagOf(key, row)}`]), envOf(key, row)]
    throw new VainError('options/missing', `${key} is not set`, {
      option: key,
      wayOut: `Give ${names.join(' or ')}${row.type === 'secret' ? '' : `, or "${key}" in the config file`}: ${row.text}`,
    })
  }
  return row.type === 'path' && typeof value === 'string'
    ? parseText(row, value, { where: `the default of ${key}`, folder })
    : value
}

function refuseUnknownKeys(
  table: OptionTable,
  file: { path: string; values: Readonly<Record<string, unknown>> },
): void {
  for (const key of Object.keys(file.values)) {
    if (Object.hasOwn(table, key)) continue
    const near = nearMatches(key, Object.keys(table))
    throw new VainError('options/unknown-key', `"${key}" in ${file.path} is not an option`, {
      where: file.path,
      key,
      wayOut: near.length ? `Did you mean ${near.join(' or ')}?` : 'See --help for all options.',
    })
  }
}

import { VainError } from '@vain/base'
import { configFlag, flagOf, type OptionRow, type OptionTable } from './defineOptions.ts'
import { nearMatches } from './nearMatches.ts'

/**
 * The raw values of the flags of a command line, by flag name.
 *
 * @throws {VainError} `options/unknown-flag`, `options/not-an-option`, `options/no-value`,
 * `options/repeated-flag`, `options/secret-in-flag`
 */
export function readFlags(
  table: OptionTable,
  argv: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const rows = new Map<string, OptionRow>(
    Object.entries(table).map(([key, row]) => [flagOf(key, row), row]),
  )
  rows.set(configFlag, { type: 'path', text: 'JSON file with options.' })
  const found = new Map<string, string[]>()

  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] as string
    const { name, row, value } = splitFlag(argument, rows)
    const given = value ?? (row.type === 'boolean' ? 'true' : argv[++i])
    if (given === undefined || (value === undefined && given.startsWith('--')))
      throw new VainError('options/no-value', `--${name} has no value`, {
        flag: `--${name}`,
        wayOut: `Write --${name} VALUE. ${row.text}`,
      })
    const before = found.get(name)
    if (before && row.type !== 'list')
      throw new VainError('options/repeated-flag', `--${name} is given twice`, {
        flag: `--${name}`,
        wayOut: 'Give it once.',
      })
    found.set(name, [...(before ?? []), given])
  }
  return found
}

function splitFlag(
  argument: string,
  rows: ReadonlyMap<string, OptionRow>,
): { name: string; row: OptionRow; value: string | undefined } {
  const [, name, value] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(argument) ?? []
  if (name === undefined)
    throw new VainError('options/not-an-option', `"${argument.slice(0, 80)}" is not an option`, {
      wayOut: 'Options begin with two dashes; see --help.',
    })
  const row = rows.get(name)
  if (row?.type === 'secret')
    // Neither printed nor used: everyone on the machine can read a command line.
    throw new VainError('options/secret-in-flag', `--${name} would show a secret to all`, {
      flag: `--${name}`,
      wayOut: 'Give it in the environment, or name a password file.',
    })
  if (row) return { name, row, value }
  const positive = name.startsWith('no-') ? rows.get(name.slice(3)) : undefined
  if (positive?.type === 'boolean' && value === undefined)
    return { name: name.slice(3), row: positive, value: 'false' }
  const near = nearMatches(name, [...rows.keys()]).map((match) => `--${match}`)
  throw new VainError('options/unknown-flag', `--${name.slice(0, 80)} is not an option`, {
    flag: `--${name.slice(0, 80)}`,
    wayOut: near.length ? `Did you mean ${near.join(' or ')}?` : 'See --help for all options.',
  })
}

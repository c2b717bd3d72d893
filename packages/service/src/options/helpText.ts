import {
  configEnv,
  configFlag,
  envOf,
  flagOf,
  type OptionRow,
  type OptionTable,
} from './defineOptions.ts'
import { formOf } from './parseValue.ts'

/** The help page of a program: how to call it, what it does, and every option of its table. */
export function helpText(table: OptionTable, about: { usage: string; text: string }): string {
  const rows = Object.entries(table).map(([key, row]) => helpOf(key, row))
  return [
    `Usage: ${about.usage}`,
    '',
    about.text,
    '',
    ...rows,
    `  --${configFlag} PATH`,
    `      JSON file with options, named as in the reference. (${configEnv})`,
    '  --help',
    '      Print this page.',
    '',
    'A flag goes before the environment, the environment before the file, the file before the default.',
    '',
  ].join('\n')
}

/** The reference of a table as a Markdown table, one row an option. */
export function referenceTable(table: OptionTable): string {
  const lines = Object.entries(table).map(([key, row]) =>
    [
      code(key),
      escapeCell(row.text),
      escapeCell(formOf(row)),
      row.required ? 'required' : code(defaultText(row)),
      row.type === 'secret' ? '–' : code(`--${flagOf(key, row)}`),
      code(envOf(key, row)),
    ].join(' | '),
  )
  return [
    '| option | what | form | default | flag | environment |',
    '|---|---|---|---|---|---|',
    ...lines.map((line) => `| ${line} |`),
    '',
  ].join('\n')
}

function helpOf(key: string, row: OptionRow): string {
  const env = envOf(key, row)
  const fallback = row.required ? 'required' : `default ${defaultText(row) || 'none'}`
  if (row.type === 'secret') return `  ${env} (environment only)\n      ${row.text}`
  const flag = row.type === 'boolean' ? `--[no-]${flagOf(key, row)}` : `--${flagOf(key, row)}`
  const value = row.type === 'boolean' ? '' : ` ${formWord(row)}`
  return `  ${flag}${value}\n      ${row.text} (${fallback}; ${env})`
}

function formWord(row: OptionRow): string {
  if (row.type === 'integer') return `${row.min}…${row.max} ${row.unit}`
  if (row.type === 'choice') return row.choices.join('|')
  if (row.type === 'list') return 'TEXT,…'
  return row.type === 'path' ? 'PATH' : 'TEXT'
}

function defaultText(row: OptionRow): string {
  if (row.type === 'secret' || row.default === undefined) return ''
  return Array.isArray(row.default) ? row.default.join(',') : String(row.default)
}

const code = (text: string): string => (text === '' ? '–' : `\`${text.replaceAll('|', '\\|')}\``)
const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

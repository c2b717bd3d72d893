import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { Secret, VainError } from '@vain/base'
import type { OptionRow } from './defineOptions.ts'

/** A raw value and where it stood, for the message if it does not fit. */
export type Source = {
  /** `--port`, `VAIN_PORT` or `"port" in node.json`. */
  where: string
  /** Folder that a relative path starts from. */
  folder: string
}

/**
 * Reads one value of a flag or an environment variable.
 *
 * @throws {VainError} `options/bad-value` if it does not fit the row
 */
export function parseText(row: OptionRow, text: string, source: Source): unknown {
  switch (row.type) {
    case 'integer':
      return toInteger(row, /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN, text, source)
    case 'boolean':
      if (/^(true|1|yes|on)$/i.test(text)) return true
      if (/^(false|0|no|off)$/i.test(text)) return false
      throw badValue(row, text, source)
    case 'list':
      return text === '' ? [] : text.split(',').map((item) => item.trim())
    case 'secret':
      return new Secret(text)
    default:
      return toText(row, text, source)
  }
}

/**
 * Reads one value of a JSON config file.
 *
 * @throws {VainError} `options/bad-value` if it does not fit the row
 */
export function parseJson(row: OptionRow, value: unknown, source: Source): unknown {
  switch (row.type) {
    case 'integer':
      return toInteger(row, value, value, source)
    case 'boolean':
      if (typeof value === 'boolean') return value
      throw badValue(row, value, source)
    case 'list':
      if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
      throw badValue(row, value, source)
    case 'secret':
      // The value is not repeated: it is a secret that stands where it should not.
      throw new VainError('options/secret-in-file', `${source.where} must not hold a secret`, {
        wayOut: 'Take it out of the file and give it in the environment, or name a password file.',
      })
    default:
      if (typeof value === 'string') return toText(row, value, source)
      throw badValue(row, value, source)
  }
}

/** What a row takes, in words: `a whole number from 0 to 65535 (port)`. */
export function formOf(row: OptionRow): string {
  switch (row.type) {
    case 'integer':
      return `a whole number from ${row.min} to ${row.max} (${row.unit})`
    case 'boolean':
      return 'true or false'
    case 'list':
      return 'a list of texts'
    case 'path':
      return row.names === undefined ? 'a path' : `a path, or one of ${row.names.join(', ')}`
    case 'choice':
      return `one of ${row.choices.join(', ')}`
    case 'secret':
      return 'a secret text'
    case 'string':
      return row.form ?? 'a text'
  }
}

type TextRow = Extract<OptionRow, { type: 'string' | 'path' | 'choice' }>

function toText(row: TextRow, text: string, source: Source): string {
  if (row.type === 'path') {
    if (row.names?.includes(text)) return text
    if (text === '' || text.includes('\0')) throw badValue(row, text, source)
    return resolve(source.folder, text.replace(/^~(?=\/|$)/, homedir()))
  }
  const fits =
    row.type === 'choice' ? row.choices.includes(text) : (row.pattern?.test(text) ?? true)
  if (!fits) throw badValue(row, text, source)
  return text
}

function toInteger(
  row: Extract<OptionRow, { type: 'integer' }>,
  value: unknown,
  shown: unknown,
  source: Source,
): number {
  if (
    typeof value !== 'number' ||
    !Number.isSafeInteger(value) ||
    value < row.min ||
    value > row.max
  )
    throw badValue(row, shown, source)
  return value
}

function badValue(row: OptionRow, value: unknown, source: Source): VainError {
  const shown = showValue(value)
  return new VainError(
    'options/bad-value',
    `${source.where} is ${shown}, but must be ${formOf(row)}`,
    { where: source.where, value: shown, wayOut: `Give ${formOf(row)}.` },
  )
}

/** The beginning of a value as JSON; lists in lists may be too deep to be written. */
function showValue(value: unknown): string {
  try {
    return JSON.stringify(value)?.slice(0, 80) ?? String(value)
  } catch {
    return 'something that cannot be shown'
  }
}

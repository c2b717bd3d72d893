import { isAddress, parseUnits } from '../../../shared/chain/ethereum/index.ts'
import type { Unit } from '../catalogue/index.ts'
import type { FieldSpec } from './fields.ts'
import { decimals } from './textOf.ts'

/** A value of a field, or what is wrong with it. */
export type ReadField = { readonly value: unknown } | { readonly error: string }

/** Reads what somebody typed, in the unit of the field. */
export function parseField(text: string, { type, unit }: Omit<FieldSpec, 'path'>): ReadField {
  const trimmed = text.trim()
  if (type.endsWith('[]')) return parseList(trimmed, { type: type.slice(0, -2), unit })
  if (type === 'string') return { value: text }
  if (type === 'bool') return parseFlag(trimmed)
  if (type === 'address')
    return isAddress(trimmed)
      ? { value: trimmed }
      : { error: 'An address is 0x and 40 hexadecimal digits; capitals have to be right.' }
  if (type.startsWith('bytes')) return parseBytes(trimmed, Number(type.slice(5)))
  const read = parseNumber(trimmed, unit)
  if (read === undefined) return { error: numberHints[unit ?? 'none'] ?? 'This takes a number.' }
  const bits = Number(type.replace('uint', '') || 256)
  if (read >= 1n << BigInt(bits)) return { error: 'This is too large.' }
  // viem takes small integers as numbers.
  return { value: bits <= 48 ? Number(read) : read }
}

function parseList(text: string, item: Omit<FieldSpec, 'path'>): ReadField {
  const lines = text.split(/[\s,]+/).filter((line) => line !== '')
  const values: unknown[] = []
  for (const line of lines) {
    const read = parseField(line, item)
    if ('error' in read) return { error: `${line.slice(0, 20)}: ${read.error}` }
    values.push(read.value)
  }
  return { value: values }
}

function parseFlag(text: string): ReadField {
  if (text !== 'true' && text !== 'false') return { error: 'Choose yes or no.' }
  return { value: text === 'true' }
}

/** @param length - in bytes; 0: any */
function parseBytes(text: string, length: number): ReadField {
  if (!/^0x(?:[0-9a-f]{2})*$/i.test(text)) return { error: 'This takes 0x and hexadecimal digits.' }
  return length === 0 || text.length === 2 + 2 * length
    ? { value: text.toLowerCase() }
    : { error: `This takes ${length} bytes: 0x and ${2 * length} hexadecimal digits.` }
}

const seconds: Readonly<Record<string, bigint>> = {
  '': 1n,
  s: 1n,
  m: 60n,
  h: 3_600n,
  d: 86_400n,
}

const numberHints: Readonly<Record<string, string>> = {
  amount: 'An amount has at most 18 digits behind the point.',
  bps: 'A percentage has at most two digits behind the point.',
  seconds: 'A time is a number of seconds, or has m, h or d behind it.',
}

function parseNumber(text: string, unit: Unit | undefined): bigint | undefined {
  if (unit === 'amount') return parseDecimal(text, decimals)
  if (unit === 'bps') return parseDecimal(text, 2)
  const [, digits, letter = ''] = /^(\d{1,78})\s*([smhd]?)$/.exec(text) ?? []
  if (digits === undefined || (unit !== 'seconds' && letter !== '')) return undefined
  return BigInt(digits) * (seconds[letter] ?? 1n)
}

/** Neither rounds nor takes a sign. */
function parseDecimal(text: string, places: number): bigint | undefined {
  const pattern = new RegExp(`^\\d{1,60}(?:\\.\\d{1,${places}})?$`)
  return pattern.test(text) ? parseUnits(text, places) : undefined
}

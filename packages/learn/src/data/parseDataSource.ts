import { VainError } from '@vain/base'
import type { DataSource, Share } from './source.ts'

type Fields = Readonly<Record<string, unknown>>

function fail(reason: string, context: object): never {
  throw new VainError('learn/bad-data-source', reason, context)
}

function readFields(value: unknown, name: string, allowed: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail(`${name} is no object`, {})
  for (const key of Object.keys(value))
    if (!allowed.includes(key)) fail(`${name} has an unknown field`, { key, allowed })
  return value as Fields
}

function readWhole(fields: Fields, key: string, least: number, greatest: number): number {
  const value = fields[key]
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > greatest)
    fail(`${key} is no whole number ${least} … ${greatest}`, { [key]: value })
  return value
}

function parseShare(value: unknown, name: string): Share {
  const { kind } = readFields(value, name, ['kind', 'alpha', 'part', 'parts'])
  if (kind === 'whole') {
    readFields(value, name, ['kind'])
    return { kind }
  }
  if (kind !== 'iid' && kind !== 'dirichlet')
    fail(`${name}.kind is none of whole, iid, dirichlet`, { kind })
  const own = kind === 'iid' ? [] : ['alpha']
  const fields = readFields(value, name, ['kind', 'part', 'parts', ...own])
  const parts = readWhole(fields, 'parts', 1, 65_535)
  const part = readWhole(fields, 'part', 0, parts - 1)
  if (kind === 'iid') return { kind, part, parts }
  const { alpha } = fields
  if (typeof alpha !== 'number' || !(alpha > 0 && alpha <= 1e6))
    fail('alpha is no number above 0 and up to 1,000,000', { alpha })
  return { kind, alpha, part, parts }
}

/**
 * Reads a description of examples from parsed JSON.
 *
 * @throws {VainError} `learn/bad-data-source` if a field is missing, unknown or out of range
 */
export function parseDataSource(value: unknown): DataSource {
  const fields = readFields(value, 'data', ['source', 'seed', 'heldOut', 'train', 'evaluate'])
  const { source, seed, train, evaluate } = fields
  if (source !== 'mnist') fail('source is not mnist', { source })
  if (typeof seed !== 'string' || seed === '') fail('seed is no text', { seed })
  return {
    source,
    seed,
    heldOut: readWhole(fields, 'heldOut', 0, 10_000),
    ...(train === undefined ? {} : { train: parseShare(train, 'train') }),
    ...(evaluate === undefined ? {} : { evaluate: parseShare(evaluate, 'evaluate') }),
  }
}

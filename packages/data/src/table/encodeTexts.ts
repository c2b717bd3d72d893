import type { TextsSchema } from '../policy/policy.ts'
import { indexOfValue } from './cell.ts'
import type { Row } from './row.ts'
import type { Encoded, Misfit, RowEncoder } from './rowEncoder.ts'
import { createWordTokens, tokeniseBytes } from './tokens.ts'

/** Encodes rows that have a text and its class: the first tokens of the text, then zeros. */
export function createTextsEncoder(schema: TextsSchema): RowEncoder {
  const { text, label, origin, length, tokens } = schema
  const values = new Int32Array(length)
  const tokenise = tokens === 'bytes' ? tokeniseBytes : createWordTokens(tokens.words)
  const names = [text, label.name, ...(origin === undefined ? [] : [origin])]
  return {
    wanted: names.map((name) => ({ name, isNumber: false })),
    values,
    hasClasses: true,
    classes: label.values.length,
    encode({ cells: [cell, told, from] }: Row): Encoded | Misfit {
      if (cell === undefined) return { column: text, problem: 'is missing' }
      const found = tokenise(String(cell), length)
      if (found.length === 0) return { column: text, problem: 'has no word' }
      const place = indexOfValue(label.values, told)
      if (typeof place === 'string') return { column: label.name, problem: place }
      if (origin !== undefined && from === undefined)
        return { column: origin, problem: 'is missing' }
      values.fill(0)
      values.set(found)
      return { label: place, origin: from === undefined ? undefined : String(from) }
    },
  }
}

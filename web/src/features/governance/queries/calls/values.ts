import { showHidden } from '../../../../shared/format/index.ts'

/** A value of calldata, as text: numbers in decimals, bytes in hexadecimal, structs by their fields. */
export type CallValue = string | readonly CallValue[] | { readonly [name: string]: CallValue }

/** A decoded value as one that can be shown: a stranger's texts with their unseen signs. */
export function toCallValue(value: unknown): CallValue {
  if (Array.isArray(value)) return value.map(toCallValue)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toCallValue(one)]))
  return showHidden(String(value))
}

/** A list or struct, indented. */
export const plainText = (value: CallValue): string =>
  typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)

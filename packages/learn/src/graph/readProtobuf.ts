import { VainError } from '@vain/base'

/**
 * One field of a protobuf message: a number of a varint field, read as a signed one of 64 bits, or
 * the bytes of any other.
 */
export type Field = { readonly field: number; readonly value: number | Uint8Array }

/** Bytes that a field of fixed width takes, by wire type. */
const widths: Readonly<Record<number, number>> = { 1: 8, 5: 4 }

function refuse(reason: string, at: number): VainError {
  return new VainError('learn/bad-program', `the bytes are no protobuf message: ${reason}`, { at })
}

/** Seven bits of each byte, the last ones first; a negative number has ten bytes. */
function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let [value, end] = [0n, start]
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[end++]
    if (byte === undefined) throw refuse('it is cut off', end)
    if (shift > 63n) throw refuse('a number is too great', end)
    value |= BigInt(byte & 127) << shift
    if (byte < 128) break
  }
  const signed = Number(BigInt.asIntN(64, value))
  if (!Number.isSafeInteger(signed)) throw refuse('a number is too great', end)
  return { value: signed, end }
}

/** The numbers of a field that holds many of them, packed or one by one. */
export function numbersOf(fields: readonly Field[], field: number): number[] {
  return fields.flatMap(({ field: number, value }) => {
    if (number !== field) return []
    if (typeof value === 'number') return [value]
    const numbers: number[] = []
    for (let at = 0; at < value.length; ) {
      const read = readVarint(value, at)
      numbers.push(read.value)
      at = read.end
    }
    return numbers
  })
}

/**
 * Reads the fields of one message in their order, without looking into those that are messages.
 *
 * @returns views of `bytes`, nothing is copied
 * @throws {VainError} `learn/bad-program` if a field is cut off, longer than the message, a group, or
 *   a number beyond ±2⁵³
 *
 * Source: https://protobuf.dev/programming-guides/encoding
 */
export function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = (): number => {
    const { value, end } = readVarint(bytes, at)
    at = end
    return value
  }
  const take = (length: number): Uint8Array => {
    if (length < 0 || length > bytes.length - at)
      throw refuse('a field is longer than the message', at)
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = varint()
    const wire = tag % 8
    const width = widths[wire]
    if (width === undefined && wire !== 0 && wire !== 2) throw refuse('it holds a group', at)
    const value = wire === 0 ? varint() : take(width ?? varint())
    fields.push({ field: Math.floor(tag / 8), value })
  }
  return fields
}

/** The bytes of all fields of one number, those that hold numbers left out. */
export function bytesOf(fields: readonly Field[], field: number): Uint8Array[] {
  return fields.flatMap((one) =>
    one.field === field && typeof one.value !== 'number' ? [one.value] : [],
  )
}

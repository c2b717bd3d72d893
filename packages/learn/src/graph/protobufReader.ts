import { VainError } from '@vain/base'

/** One field of a protobuf message: a number, or bytes that its reader knows the meaning of. */
export type Field =
  | { readonly field: number; readonly kind: 'number'; readonly value: bigint }
  | { readonly field: number; readonly kind: 'bytes'; readonly bytes: Uint8Array }

function fail(reason: string, at: number): never {
  throw new VainError('learn/bad-program', `the protobuf message ${reason}`, { at })
}

function readVarint(message: Uint8Array, start: number): { value: bigint; at: number } {
  let value = 0n
  for (let i = 0; i < 10; i++) {
    const byte = message[start + i]
    if (byte === undefined) return fail('ends within a number', start)
    value |= BigInt(byte & 127) << BigInt(7 * i)
    if (byte < 128) return { value: BigInt.asUintN(64, value), at: start + i + 1 }
  }
  return fail('has a number of more than 64 bits', start)
}

/** Bytes that follow a tag of a wire type; `undefined` for one that is not in use. */
const fixedSizes: Readonly<Record<number, number>> = { 1: 8, 5: 4 }

/**
 * Reads the fields of a protobuf message, one after the other; numbers of fixed width come as bytes.
 *
 * Nothing is copied, and nothing is read beyond the end that a length pretends.
 *
 * @throws {VainError} `learn/bad-program` if the bytes are no such message
 *
 * Source: https://protobuf.dev/programming-guides/encoding
 */
export function* readFields(message: Uint8Array): Generator<Field> {
  let at = 0
  while (at < message.length) {
    const tag = readVarint(message, at)
    const field = Number(tag.value >> 3n)
    const wire = Number(tag.value & 7n)
    at = tag.at
    if (wire === 0) {
      const { value, at: next } = readVarint(message, at)
      at = next
      yield { field, kind: 'number', value }
      continue
    }
    const length = wire === 2 ? readVarint(message, at) : undefined
    if (length !== undefined) at = length.at
    const size = length === undefined ? fixedSizes[wire] : Number(length.value)
    if (size === undefined) fail('has a field of an unknown kind', at)
    if (size > message.length - at) fail('ends within a field', at)
    yield { field, kind: 'bytes', bytes: message.subarray(at, at + size) }
    at += size
  }
}

/** The bytes of all fields of one number, in order. */
export function bytesOf(message: Uint8Array, field: number): Uint8Array[] {
  const found: Uint8Array[] = []
  for (const each of readFields(message))
    if (each.field === field && each.kind === 'bytes') found.push(each.bytes)
  return found
}

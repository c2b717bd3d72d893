import { concatBytes, fromText } from '@vain/base'

/**
 * One protobuf message under construction: fields are appended in the order of the calls, so equal
 * calls give equal bytes.
 *
 * Source: https://protobuf.dev/programming-guides/encoding
 */
export type Message = {
  /** Varint field, `0 <= value < 2^53`. */
  integer(field: number, value: number): Message
  /** Length-delimited field. */
  bytes(field: number, value: Uint8Array): Message
  /** UTF-8 text. */
  text(field: number, value: string): Message
  /** Nested message. */
  message(field: number, value: Message): Message
  /** The encoded message. */
  encode(): Uint8Array
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  // Division, not shifts: shifts would cut at 32 bits.
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
  return Uint8Array.from(bytes)
}

/** An empty protobuf message. */
export function createMessage(): Message {
  const parts: Uint8Array[] = []
  const append = (...added: Uint8Array[]): Message => {
    parts.push(...added)
    return message
  }
  const message: Message = {
    integer: (field, value) => append(varint(field * 8), varint(value)),
    bytes: (field, value) => append(varint(field * 8 + 2), varint(value.length), value),
    text: (field, value) => message.bytes(field, fromText(value)),
    message: (field, value) => message.bytes(field, value.encode()),
    encode: () => concatBytes(...parts),
  }
  return message
}

import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'

/** JSON object of a node's answer. */
export type Answer = Readonly<Record<string, unknown>>

const malformed = (what: string, value: unknown): VainError =>
  new VainError('chain/malformed', `the node's answer holds no ${what}`, {
    type: typeof value,
    value: typeof value === 'string' ? value.slice(0, 80) : undefined,
  })

/** @throws {VainError} `chain/malformed` */
export function toAnswer(value: unknown): Answer {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('object', value)
  return value as Answer
}

/** @throws {VainError} `chain/malformed` */
export function toList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed('list', value)
  return value
}

/** Bytes in lower-case hexadecimal, of exactly `size` bytes if given. @throws `chain/malformed` */
export function toBytesHex(value: unknown, size?: number): Hex {
  const isHex = typeof value === 'string' && /^0x(?:[0-9a-fA-F]{2})*$/.test(value)
  if (!isHex || (size !== undefined && value.length !== 2 + 2 * size))
    throw malformed(size === undefined ? 'bytes' : `${size} bytes`, value)
  return value.toLowerCase() as Hex
}

/** A quantity of JSON-RPC, as `0x1f`. @throws {VainError} `chain/malformed` */
export function toQuantity(value: unknown): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]+$/.test(value))
    throw malformed('quantity', value)
  return BigInt(value)
}

/** A quantity below 2⁵³. @throws {VainError} `chain/malformed` */
export function toNumber(value: unknown): number {
  const number = Number(toQuantity(value))
  if (!Number.isSafeInteger(number)) throw malformed('number', value)
  return number
}

/** Quantity of JSON-RPC for a number. */
export function fromNumber(value: number | bigint): Hex {
  return `0x${value.toString(16)}`
}

/** A number as a word of 32 bytes, the high byte first. */
export function toWord(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, '0')}`
}

/** A point of G1, 128 bytes, as the four words that contracts take. */
export function wordsOf(point: Uint8Array): Uint8Array[] {
  return [0, 32, 64, 96].map((from) => point.subarray(from, from + 32))
}

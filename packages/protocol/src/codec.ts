import * as dagCbor from '@ipld/dag-cbor'
import { equalBytes, VainError } from '@vain/base'
import { z } from 'zod'

/** DAG-CBOR bytes of a value: the same value always gives the same bytes. */
export function encode(value: unknown): Uint8Array {
  return dagCbor.encode(value)
}

/**
 * A list of at most `most` items, checked up to the first one that does not fit: zod's own describes
 * each that does not, which takes hundreds of times the memory of the bytes that it was read from.
 *
 * @param item - without a transformation
 * @param isSound - asked of the list as a whole, once all of its items fit
 */
export function listOf<T>(
  item: z.ZodType<T>,
  most: number,
  isSound: (items: readonly T[]) => boolean = () => true,
): z.ZodType<T[]> {
  return z.custom<T[]>(
    (value) =>
      Array.isArray(value) &&
      value.length <= most &&
      value.every((one) => item.safeParse(one).success) &&
      isSound(value),
  )
}

/** Parts that a message may have whatever its length is. */
const fewItems = 1_024
/** Least bytes for each further one: a list of indices, the densest of all, has three. */
const bytesPerItem = 3

/**
 * Whether bytes have more parts than any message: a decoder makes some hundred bytes of each, also
 * of an empty list, which takes one. Bytes that are no CBOR are for the decoder to refuse.
 *
 * Source: RFC 8949 §3, appendix C.
 */
export function hasTooManyParts(bytes: Uint8Array): boolean {
  const most = fewItems + bytes.length / bytesPerItem
  let at = 0
  for (let items = 0; at < bytes.length; items++) {
    if (items > most) return true
    const first = bytes[at++] as number
    const [type, short] = [first >> 5, first & 31]
    const width = short < 24 || short > 27 ? 0 : 1 << (short - 24)
    let value = short
    if (width > 0) value = 0
    for (let i = 0; i < width; i++) value = 256 * value + (bytes[at++] ?? 0)
    // Strings of bytes and of characters are followed by as many.
    if (type === 2 || type === 3) at += value
  }
  return false
}

/**
 * Reads untrusted DAG-CBOR into a checked value.
 *
 * @param limit - most bytes that are looked at
 * @throws {VainError} `protocol/malformed` if the bytes or their parts are too many, not the canonical encoding
 *   of what they hold, or not of the schema's shape
 */
function decode<T>(bytes: Uint8Array, schema: z.ZodType<T>, limit: number): T {
  if (bytes.length > limit)
    throw new VainError('protocol/malformed', 'the message is too long', {
      bytes: bytes.length,
      limit,
    })
  if (hasTooManyParts(bytes))
    throw new VainError('protocol/malformed', 'the message has too many parts', {
      bytes: bytes.length,
    })
  let value: unknown
  try {
    value = dagCbor.decode(bytes)
  } catch (cause) {
    throw new VainError('protocol/malformed', 'the message is not DAG-CBOR', {}, { cause })
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success)
    throw new VainError('protocol/malformed', 'the message has not the expected shape', {
      problems: parsed.error.issues
        .slice(0, 3)
        .map((issue) => `${issue.path.join('.')}: ${issue.code}`),
    })
  if (!equalBytes(dagCbor.encode(value), bytes))
    throw new VainError('protocol/malformed', 'the message is not canonical DAG-CBOR', {})
  return parsed.data
}

/** As `decode`, with `undefined` for whatever is malformed: a peer's fault is a value. */
export function tryDecode<T>(
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  limit: number,
): T | undefined {
  try {
    return decode(bytes, schema, limit)
  } catch (error) {
    if (error instanceof VainError && error.code === 'protocol/malformed') return undefined
    throw error
  }
}

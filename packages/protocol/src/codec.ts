import * as dagCbor from '@ipld/dag-cbor'
import { equalBytes, VainError } from '@vain/base'
import type { z } from 'zod'

/** DAG-CBOR bytes of a value: the same value always gives the same bytes. */
export function encode(value: unknown): Uint8Array {
  return dagCbor.encode(value)
}

/**
 * Reads untrusted DAG-CBOR into a checked value.
 *
 * @param limit - most bytes that are looked at
 * @throws {VainError} `protocol/malformed` if the bytes are too many, not the canonical encoding
 *   of what they hold, or not of the schema's shape
 */
function decode<T>(bytes: Uint8Array, schema: z.ZodType<T>, limit: number): T {
  if (bytes.length > limit)
    throw new VainError('protocol/malformed', 'the message is too long', {
      bytes: bytes.length,
      limit,
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

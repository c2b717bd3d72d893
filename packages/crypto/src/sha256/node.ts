import { createHash, hash } from 'node:crypto'

/**
 * Up to here parts are joined before they are hashed. Measured: one call over 4 KiB takes 2.6 µs
 * with the joining, one that takes the parts as they come 4.4 µs, noble 23 µs.
 */
const joinedBytes = 8192
const joined = new Uint8Array(joinedBytes)

/** SHA-256 over the joined parts by the platform. */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length > joinedBytes) return hashParts(parts)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  const digest = toBytes(hash('sha256', joined.subarray(0, length), 'buffer'))
  // Seeds are hashed too.
  joined.fill(0, 0, length)
  return digest
}

function hashParts(parts: readonly Uint8Array[]): Uint8Array {
  const state = createHash('sha256')
  for (const part of parts) state.update(part)
  return toBytes(state.digest())
}

/** Without the rest of what a `Buffer` is: its methods, and the pool that it may lie in. */
const toBytes = (buffer: Buffer): Uint8Array => new Uint8Array(buffer)

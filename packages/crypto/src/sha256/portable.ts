import { sha256 as createSha256 } from '@noble/hashes/sha2.js'

/** SHA-256 over the joined parts where there is no platform to ask. */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  const hash = createSha256.create()
  for (const part of parts) hash.update(part)
  return hash.digest()
}

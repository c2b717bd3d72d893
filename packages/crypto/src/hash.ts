import { keccak_256 as createKeccak256 } from '@noble/hashes/sha3.js'
import { sha256 as hashParts } from '#sha256'

/** SHA-256 over the joined parts, 32 bytes. Source: docs/protocol §1, FIPS 180-4. */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  return hashParts(...parts)
}

/** Keccak-256 as Ethereum uses it (not SHA3-256) over the joined parts, 32 bytes. */
export function keccak256(...parts: Uint8Array[]): Uint8Array {
  const hash = createKeccak256.create()
  for (const part of parts) hash.update(part)
  return hash.digest()
}

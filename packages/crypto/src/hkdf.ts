import { hkdf as expandKey } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { Secret } from '@vain/base'

const keyBytes = 32

/**
 * Derives a key with HKDF-SHA256.
 *
 * Keys under different `salt` or `info` are independent as long as `key` has 256 bits of entropy
 * to whoever tries; the entropy is not checked and cannot be.
 *
 * @param salt - public, may be empty
 * @param info - public, names the use of the key
 * @param length - of the key in bytes, up to 8,160
 *
 * Source: docs/protocol §4.2, RFC 5869.
 */
export function hkdf(
  key: Secret<Uint8Array>,
  salt: Uint8Array,
  info: Uint8Array,
  length: number = keyBytes,
): Secret<Uint8Array> {
  return new Secret(key.open((bytes) => expandKey(sha256, bytes, salt, info, length)))
}

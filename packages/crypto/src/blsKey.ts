import { bls12_381 } from '@noble/curves/bls12-381.js'
import { expand, extract } from '@noble/hashes/hkdf.js'
import { sha256 as hash } from '@noble/hashes/sha2.js'
import { concatBytes, fromText, Secret, toHex, toUint, VainError } from '@vain/base'
import { encodeG2 } from './eip2537.ts'
import { sha256 } from './hash.ts'

const secretKeyBytes = 32
const leastSeedBytes = 32
// ⌈1.5 · ⌈log₂ r⌉ / 8⌉ bytes, so the reduction modulo r has no bias worth naming.
const wideBytes = 48
const order = bls12_381.fields.Fr.ORDER

/**
 * Derives a BLS secret key from a seed: the master key of EIP-2333, 32 bytes big-endian, never zero.
 *
 * @param seed - at least 32 bytes; the key is as hard to guess as the seed
 * @throws {VainError} `crypto/bad-seed` if the seed is shorter
 *
 * Source: EIP-2333 derive_master_SK; draft-irtf-cfrg-bls-signature-05 §2.3.
 */
export function blsSecretKey(seed: Secret<Uint8Array>): Secret<Uint8Array> {
  return seed.open((bytes) => {
    if (bytes.length < leastSeedBytes)
      throw new VainError('crypto/bad-seed', 'the seed is too short', {
        length: bytes.length,
        least: leastSeedBytes,
      })
    const material = concatBytes(bytes, Uint8Array.of(0))
    let salt = fromText('BLS-SIG-KEYGEN-SALT-')
    let scalar = 0n
    while (scalar === 0n) {
      salt = sha256(salt)
      const wide = expand(hash, extract(hash, material, salt), toUint(wideBytes, 16), wideBytes)
      scalar = BigInt(toHex(wide)) % order
    }
    return new Secret(toUint(scalar, 8 * secretKeyBytes))
  })
}

/**
 * Public key of a BLS secret key: a point of G2, 256 bytes as EIP-2537 has it.
 *
 * @throws {VainError} `crypto/bad-secret-key` if the secret key is not 32 bytes of a number in
 *   `1 … r - 1`
 *
 * Source: docs/protocol §7.2.
 */
export function blsPublicKey(secretKey: Secret<Uint8Array>): Uint8Array {
  return encodeG2(openBlsKey(secretKey, (bytes) => bls12_381.shortSignatures.getPublicKey(bytes)))
}

/**
 * Lends the bytes of a BLS secret key that was found to be one. The library would reduce a number
 * beyond the order without a word, so two encodings would be one key.
 *
 * @throws {VainError} `crypto/bad-secret-key` if it is none
 */
export function openBlsKey<R>(secretKey: Secret<Uint8Array>, use: (bytes: Uint8Array) => R): R {
  return secretKey.open((bytes) => {
    const scalar = bytes.length === secretKeyBytes ? BigInt(toHex(bytes)) : 0n
    if (scalar === 0n || scalar >= order)
      throw new VainError('crypto/bad-secret-key', 'the bytes are no BLS secret key', {
        length: bytes.length,
      })
    return use(bytes)
  })
}

import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type Secret, VainError } from '@vain/base'
import { keccak256 } from './hash.ts'

const hashBytes = 32
const addressBytes = 20

/**
 * Public key of a secp256k1 secret key, 64 bytes `x ‖ y`.
 *
 * @throws {VainError} `crypto/bad-secret-key` if the key is not 32 bytes of a number in `1 … n - 1`
 *
 * Source: SEC 1 §3.2.1.
 */
export function secp256k1PublicKey(key: Secret<Uint8Array>): Uint8Array {
  // The library's first byte says "uncompressed".
  return openSecp256k1Key(key, (bytes) => secp256k1.getPublicKey(bytes, false)).slice(1)
}

/**
 * Address on the chain of a secp256k1 secret key, 20 bytes.
 *
 * @throws {VainError} `crypto/bad-secret-key` if the key is not 32 bytes of a number in `1 … n - 1`
 */
export function addressOf(key: Secret<Uint8Array>): Uint8Array {
  return toAddress(secp256k1PublicKey(key))
}

/** Address on the chain of a public key `x ‖ y`. Source: Ethereum yellow paper, appendix F. */
export function toAddress(publicKey: Uint8Array): Uint8Array {
  return keccak256(publicKey).slice(hashBytes - addressBytes)
}

/**
 * Lends the bytes of a secp256k1 secret key that was found to be one.
 *
 * @throws {VainError} `crypto/bad-secret-key` if it is none
 */
export function openSecp256k1Key<R>(key: Secret<Uint8Array>, use: (bytes: Uint8Array) => R): R {
  return key.open((bytes) => {
    if (!secp256k1.utils.isValidSecretKey(bytes))
      throw new VainError('crypto/bad-secret-key', 'the bytes are no secp256k1 secret key', {
        length: bytes.length,
      })
    return use(bytes)
  })
}

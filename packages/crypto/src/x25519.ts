import { x25519 } from '@noble/curves/ed25519.js'
import { Secret, VainError } from '@vain/base'
import { assertLength } from './assertLength.ts'

const keyBytes = 32

/**
 * Public key of an X25519 private key, 32 bytes each.
 *
 * @param privateKey - any 32 bytes; they are clamped as RFC 7748 §5 says
 * @throws {VainError} `crypto/bad-length` if the key is not 32 bytes long
 *
 * Source: RFC 7748 §6.1.
 */
export function x25519PublicKey(privateKey: Secret<Uint8Array>): Uint8Array {
  return privateKey.open((bytes) => {
    assertLength(bytes, keyBytes, 'private key')
    return x25519.getPublicKey(bytes)
  })
}

/**
 * The secret that two key pairs share, 32 bytes. It is not uniform: derive keys from it with HKDF.
 *
 * The arithmetic is on BigInt, which promises no constant time: someone who can time many
 * agreements of one private key may learn of it. The protocol's keys last for one round.
 *
 * @throws {VainError} `crypto/zero-shared-secret` if `publicKey` is one of the points of low order,
 *   which give every private key the same secret
 * @throws {VainError} `crypto/bad-length` if a key is not 32 bytes long
 *
 * Source: docs/protocol §4.2, RFC 7748 §6.1.
 */
export function x25519SharedSecret(
  privateKey: Secret<Uint8Array>,
  publicKey: Uint8Array,
): Secret<Uint8Array> {
  assertLength(publicKey, keyBytes, 'public key')
  return privateKey.open((bytes) => {
    assertLength(bytes, keyBytes, 'private key')
    try {
      return new Secret(x25519.getSharedSecret(bytes, publicKey))
    } catch (cause) {
      // With both lengths right, the library refuses nothing but a point of low order.
      throw new VainError(
        'crypto/zero-shared-secret',
        'the public key has low order',
        { publicKey },
        { cause },
      )
    }
  })
}

import { Secret, VainError } from '@vain/base'
import { x25519 } from '#x25519'
import { assertLength } from './assertLength.ts'

const keyBytes = 32

/** An X25519 private key that was read once and serves many agreements. */
export type X25519Key = {
  /**
   * The secret shared with the holder of a public key, 32 bytes. It is not uniform: derive keys
   * from it with HKDF.
   *
   * @throws {VainError} `crypto/zero-shared-secret` if `publicKey` is one of the points of low
   *   order, which give every private key the same secret
   * @throws {VainError} `crypto/bad-length` if the public key is not 32 bytes long
   */
  agree(publicKey: Uint8Array): Secret<Uint8Array>
}

/**
 * Public key of an X25519 private key, 32 bytes each.
 *
 * @param privateKey - any 32 bytes; they are clamped as RFC 7748 §5 says
 * @throws {VainError} `crypto/bad-length` if the key is not 32 bytes long
 *
 * Source: RFC 7748 §6.1.
 */
export function x25519PublicKey(privateKey: Secret<Uint8Array>): Uint8Array {
  return openKey(privateKey, (bytes) => x25519.publicKey(bytes))
}

/**
 * Reads a private key, for a holder that agrees with many: reading costs as much as agreeing.
 *
 * Where the platform has no X25519 the arithmetic is on BigInt, which promises no constant time:
 * someone who can time many agreements of one private key may learn of it. The protocol's keys
 * last for one round.
 *
 * @param privateKey - 32 bytes
 * @throws {VainError} `crypto/bad-length` if the key is not 32 bytes long
 *
 * Source: docs/protocol §4.2, RFC 7748 §6.1.
 */
export function openX25519Key(privateKey: Secret<Uint8Array>): X25519Key {
  const agree = openKey(privateKey, (bytes) => x25519.open(bytes))
  return {
    agree: (publicKey) => {
      assertLength(publicKey, keyBytes, 'public key')
      const secret = agree(publicKey)
      if (secret === undefined)
        throw new VainError('crypto/zero-shared-secret', 'the public key has low order', {
          publicKey,
        })
      return new Secret(secret)
    },
  }
}

/** `openX25519Key` for a single agreement; what it takes, gives and throws is said there. */
export function x25519SharedSecret(
  privateKey: Secret<Uint8Array>,
  publicKey: Uint8Array,
): Secret<Uint8Array> {
  return openX25519Key(privateKey).agree(publicKey)
}

function openKey<R>(privateKey: Secret<Uint8Array>, use: (bytes: Uint8Array) => R): R {
  return privateKey.open((bytes) => {
    assertLength(bytes, keyBytes, 'private key')
    return use(bytes)
  })
}

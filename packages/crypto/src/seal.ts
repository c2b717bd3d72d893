import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { Secret } from '@vain/base'
import { assertLength } from './assertLength.ts'

const keyBytes = 32
// One key seals one message, so the nonce need not vary.
const nonce = new Uint8Array(12)

/**
 * Encrypts and authenticates one message; the result is 16 bytes longer than the message.
 *
 * A key must seal only one message, ever: a second under the same key gives away the difference
 * of both and lets forgeries be made. The length of the message is not hidden.
 *
 * @param associated - public, bound to the message: `unseal` must be given the same
 * @throws {VainError} `crypto/bad-length` if the key is not 32 bytes long
 *
 * Source: docs/protocol §4.4, RFC 8439 §2.8 with the nonce zero.
 */
export function seal(
  key: Secret<Uint8Array>,
  plaintext: Secret<Uint8Array>,
  associated: Uint8Array,
): Uint8Array {
  return key.open((keyRaw) => {
    assertLength(keyRaw, keyBytes, 'key')
    return plaintext.open((bytes) => chacha20poly1305(keyRaw, nonce, associated).encrypt(bytes))
  })
}

/**
 * Opens what `seal` made, or returns `undefined` if key, message or associated data differ in any
 * bit: `sealed` comes from a peer, so a forgery is a value and not an exception.
 *
 * @throws {VainError} `crypto/bad-length` if the key is not 32 bytes long
 *
 * Source: docs/protocol §4.4, RFC 8439 §2.8 with the nonce zero.
 */
export function unseal(
  key: Secret<Uint8Array>,
  sealed: Uint8Array,
  associated: Uint8Array,
): Secret<Uint8Array> | undefined {
  return key.open((keyRaw) => {
    assertLength(keyRaw, keyBytes, 'key')
    try {
      return new Secret(chacha20poly1305(keyRaw, nonce, associated).decrypt(sealed))
    } catch {
      // With the key's length right, the library refuses nothing but a missing or wrong tag.
      return undefined
    }
  })
}

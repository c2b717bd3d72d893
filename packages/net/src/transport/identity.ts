import { createPublicKey } from 'node:crypto'
import { privateKeyFromRaw, publicKeyFromRaw } from '@libp2p/crypto/keys'
import type { PrivateKey } from '@libp2p/interface'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import { concatBytes, type Secret, VainError } from '@vain/base'

/**
 * The peer id of a secp256k1 public key, as text.
 *
 * @param publicKey - 64 bytes `x ‖ y`, or 33 bytes compressed
 * @throws {VainError} `net/bad-key` if it is not a point of the curve
 */
export function peerIdOf(publicKey: Uint8Array): string {
  try {
    return peerIdFromPublicKey(publicKeyFromRaw(toCompressed(publicKey))).toString()
  } catch (cause) {
    throw new VainError(
      'net/bad-key',
      'the bytes are no secp256k1 public key',
      { length: publicKey.length },
      { cause },
    )
  }
}

/** SEC 1 §2.3.3: the prefix of a compressed point says whether y is odd. */
function toCompressed(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length === 33) return publicKey
  if (publicKey.length !== 64) throw new RangeError('neither 33 nor 64 bytes')
  // Refuses a y that does not belong to x; libp2p reads compressed points only.
  const x = toBase64Url(publicKey.subarray(0, 32))
  const y = toBase64Url(publicKey.subarray(32))
  createPublicKey({ key: { kty: 'EC', crv: 'secp256k1', x, y }, format: 'jwk' })
  const odd = (publicKey[63] as number) & 1
  return concatBytes(Uint8Array.of(2 + odd), publicKey.subarray(0, 32))
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

/**
 * The libp2p form of a 32-byte secp256k1 private key. It is not guarded: keep it local.
 *
 * @throws {VainError} `net/bad-key` if it is not one
 */
export function toPrivateKey(privateKey: Secret<Uint8Array>): PrivateKey {
  return privateKey.open((bytes) => {
    try {
      if (bytes.length !== 32) throw new RangeError('not 32 bytes')
      return privateKeyFromRaw(bytes)
    } catch {
      // Without the cause: what the library says may quote the key.
      throw new VainError('net/bad-key', 'the bytes are no secp256k1 private key', {
        length: bytes.length,
      })
    }
  })
}

import { instantiateSecp256k1 } from '@bitauth/libauth/build/lib/crypto/secp256k1.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { concatBytes, fromHex, type Secret } from '@vain/base'
import { assertLength } from './assertLength.ts'
import { openSecp256k1Key, toAddress } from './secp256k1Key.ts'

const digestBytes = 32
const rsBytes = 64
// v of a signature on chain: 27 plus the parity of the nonce point's y.
const parityBase = 27
// ⌊n/2⌋, the greatest s that is low.
const halfOrder = fromHex('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0')

// libsecp256k1 in WebAssembly recovers some ten times as fast as JavaScript. It sees no keys: one
// signature a phase needs no speed. Taken from its own file, since the package's door loads a
// virtual machine for Bitcoin Cash besides.
const libsecp256k1 = await instantiateSecp256k1()

/**
 * Signs a digest with secp256k1: 65 bytes `r ‖ s ‖ v` with low `s` and `v` 27 or 28. The nonce is
 * derived from key and digest (RFC 6979), so the same digest gives the same signature.
 *
 * @param digest - 32 bytes, signed as they are
 * @throws {VainError} `crypto/bad-secret-key` if the key is not 32 bytes of a number in `1 … n - 1`
 * @throws {VainError} `crypto/bad-length` if the digest is not 32 bytes long
 *
 * Source: docs/protocol §3, SEC 1 §4.1.3, EIP-2.
 */
export function signDigest(key: Secret<Uint8Array>, digest: Uint8Array): Uint8Array {
  assertLength(digest, digestBytes, 'digest')
  const recovered = openSecp256k1Key(key, (bytes) =>
    secp256k1.sign(digest, bytes, { prehash: false, lowS: true, format: 'recovered' }),
  )
  // Parities beyond 1 mean r ≥ n, once in 2¹²⁸ signatures; `recoverAddress` would refuse it.
  const [parity = 0] = recovered
  return concatBytes(recovered.subarray(1), Uint8Array.of(parityBase + parity))
}

/**
 * Address of whoever signed the digest, 20 bytes, or `undefined` if the signature is malformed:
 * wrong length, high `s`, `v` other than 27 or 28, `r` or `s` out of range or of no point.
 *
 * Some address comes out of almost any 65 bytes: it proves nothing until it is compared with the
 * one expected.
 *
 * Source: docs/protocol §3, SEC 1 §4.1.6, EIP-2.
 */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array): Uint8Array | undefined {
  if (digest.length !== digestBytes || signature.length !== rsBytes + 1) return undefined
  const parity = (signature[rsBytes] as number) - parityBase
  if (parity !== 0 && parity !== 1) return undefined
  const rs = signature.subarray(0, rsBytes)
  if (hasHighS(rs)) return undefined
  const publicKey = libsecp256k1.recoverPublicKeyUncompressed(rs, parity, digest)
  // The library answers with a sentence for r or s out of range and for an r of no point. The
  // first byte of a key says "uncompressed".
  return typeof publicKey === 'string' ? undefined : toAddress(publicKey.subarray(1))
}

function hasHighS(rs: Uint8Array): boolean {
  const s = rs.subarray(rsBytes / 2)
  const differs = s.findIndex((byte, i) => byte !== halfOrder[i])
  // The casts cannot fail: both are as long.
  return differs >= 0 && (s[differs] as number) > (halfOrder[differs] as number)
}

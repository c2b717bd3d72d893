import { type Secret, toUint } from '@vain/base'
import { blsSignBasic, blsVerifyBasic, compressG1, sha256 } from '@vain/crypto'

/**
 * Signs a round as a drand network of the scheme `bls-unchained-g1-rfc9380` does: the beacon of a
 * development network, whose one key knows all randomness in advance.
 *
 * @param round - a whole number from 1
 * @returns the signature, 128 bytes, EIP-2537
 * @throws {VainError} `crypto/bad-secret-key` if the secret key is none
 *
 * Source: docs/protocol/beacon.md.
 */
export function signBeaconRound(secretKey: Secret<Uint8Array>, round: number): Uint8Array {
  return blsSignBasic(secretKey, messageOf(round))
}

/**
 * Randomness of a round, or `undefined` unless the signature is that of the round.
 *
 * @param publicKey - 256 bytes, EIP-2537; drand publishes it compressed, see `decompressG2`
 * @param signature - 128 bytes, EIP-2537; see `decompressG1`
 * @returns 32 bytes
 *
 * Source: docs/protocol/beacon.md.
 */
export function beaconRandomness(
  publicKey: Uint8Array,
  round: number,
  signature: Uint8Array,
): Uint8Array | undefined {
  if (!blsVerifyBasic(publicKey, messageOf(round), signature)) return undefined
  return sha256(compressG1(signature))
}

function messageOf(round: number): Uint8Array {
  return sha256(toUint(round, 64))
}

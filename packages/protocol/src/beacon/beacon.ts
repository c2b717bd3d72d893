import { type Secret, toUint } from '@vain/base'
import { blsSignBasic, blsVerifyBasic, compressG1, decompressG1, sha256 } from '@vain/crypto'
import type { BeaconSchedule } from './schedule.ts'

/** A drand network of the scheme `bls-unchained-g1-rfc9380`: whose rounds, and when they are due. */
export type Beacon = BeaconSchedule & {
  /** 256 bytes, EIP-2537. */
  readonly publicKey: Uint8Array
}

/** Bytes of a round's signature as drand publishes it: a compressed point of G1. */
export const beaconSignatureBytes = 48

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

/**
 * Randomness of a round from the signature as drand publishes it, or `undefined` unless it is that of
 * the round. Takes what a stranger sends.
 *
 * @param signature - 48 bytes
 * @returns 32 bytes
 */
export function openBeaconRound(
  { publicKey }: Pick<Beacon, 'publicKey'>,
  round: number,
  signature: Uint8Array,
): Uint8Array | undefined {
  const point = decompressG1(signature)
  return point && beaconRandomness(publicKey, round, point)
}

function messageOf(round: number): Uint8Array {
  return sha256(toUint(round, 64))
}

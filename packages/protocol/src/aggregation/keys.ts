import { concatBytes, fromText, type RandomSource, Secret, toUint, VainError } from '@vain/base'
import {
  hkdf,
  isKemPublicKey,
  kemPublicKey,
  sha256,
  x25519PublicKey,
  x25519SharedSecret,
} from '@vain/crypto'
import type { Advertise } from '../messages/bodies.ts'
import { phases } from '../messages/bodies.ts'
import type { MaskFrame, RoundFrame } from './frame.ts'

type Bytes = Secret<Uint8Array>

/**
 * A member's three seeds of one round, 32 bytes each: `maskSeed` is `a`, `selfSeed` is `b`,
 * `sealSeed` is `e` of docs/protocol §4.2. Used for one round, never for a second try.
 */
export type RoundSecrets = {
  readonly maskSeed: Bytes
  readonly selfSeed: Bytes
  readonly sealSeed: Bytes
}

/** Draws the seeds of a round. */
export function createRoundSecrets(random: RandomSource): RoundSecrets {
  const draw = (): Bytes => new Secret(random(32))
  return { maskSeed: draw(), selfSeed: draw(), sealSeed: draw() }
}

type StartedRound = Pick<RoundFrame, 'run' | 'round' | 'start'>

/** X25519 private key that follows from the mask seed: sharing the seed shares the key. */
export function maskPrivateKey(start: Uint8Array, maskSeed: Bytes): Bytes {
  return hkdf(maskSeed, start, fromText('vain/mask-key/1'))
}

/**
 * Seed `d ‖ z` (64 bytes) of the ML-KEM-768 key pair that follows from the mask seed: sharing the
 * seed shares this key too. Source: docs/protocol §4.2, FIPS 203 §6.1.
 */
export function kemSeed(start: Uint8Array, maskSeed: Bytes): Bytes {
  return hkdf(maskSeed, start, fromText('vain/kem-key/1'), 64)
}

/** Commitment to a self seed, published before anything is masked. Source: docs/protocol §4.2. */
export function selfCommitment(start: Uint8Array, index: number, selfSeed: Uint8Array): Uint8Array {
  return sha256(fromText('vain/self/1'), start, toUint(index, 16), selfSeed)
}

/** The first message of a round: public keys and the commitment to `b`. */
export function advertise(round: StartedRound, index: number, secrets: RoundSecrets): Advertise {
  return {
    phase: phases.advertise,
    run: round.run,
    round: round.round,
    maskKey: x25519PublicKey(maskPrivateKey(round.start, secrets.maskSeed)),
    sealKey: x25519PublicKey(secrets.sealSeed),
    kemKey: kemPublicKey(kemSeed(round.start, secrets.maskSeed)),
    selfCommitment: secrets.selfSeed.open((seed) => selfCommitment(round.start, index, seed)),
  }
}

/** Key of a member's own mask stream. Source: docs/protocol §4.5. */
export function selfMaskKey(frame: MaskFrame, index: number, selfSeed: Bytes): Bytes {
  return hkdf(selfSeed, frame.maskCtx, concatBytes(fromText('self'), toUint(index, 16)))
}

/** The outcome of a key agreement, or undefined if the peer's public key is of small order. */
export function unlessZero<T>(agree: () => T): T | undefined {
  try {
    return agree()
  } catch (error) {
    if (error instanceof VainError && error.code === 'crypto/zero-shared-secret') return undefined
    throw error
  }
}

/**
 * Whether public keys yield secrets with somebody: no point of small order, and a vector over the field
 * of ML-KEM. Everyone can tell, so nobody else is in a roster. Source: docs/protocol §4.3.
 */
export function areKeys({ maskKey, sealKey, kemKey }: PublicKeys): boolean {
  return !isSmallOrder(maskKey) && !isSmallOrder(sealKey) && isKemPublicKey(kemKey)
}

type PublicKeys = {
  readonly maskKey: Uint8Array
  readonly sealKey: Uint8Array
  readonly kemKey: Uint8Array
}

/** Whether a public key yields no secret with anyone: a point of small order. */
function isSmallOrder(publicKey: Uint8Array): boolean {
  // Clamped private keys are multiples of the cofactor, so any of them tells. Source: RFC 7748 §5.
  return unlessZero(() => x25519SharedSecret(anyKey, publicKey)) === undefined
}

const anyKey: Bytes = new Secret(new Uint8Array(32).fill(1))

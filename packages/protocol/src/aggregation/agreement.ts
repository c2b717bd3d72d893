import { concatBytes, equalBytes, fromText, Secret, toUint } from '@vain/base'
import { hkdf, type KemKey, openKemKey, openX25519Key, sha256, type X25519Key } from '@vain/crypto'
import { dealOf, edgeOf } from './edges.ts'
import { edgeName, type MaskFrame, type RoundFrame, type ShareTable } from './frame.ts'
import { kemSeed, maskPrivateKey, unlessZero } from './keys.ts'

type Bytes = Secret<Uint8Array>

/**
 * What follows from a mask seed: each key is read once and serves all agreements of a step. Who
 * learns the seed of a dropped member has them too.
 */
export type MaskKeys = {
  /** `a` of docs/protocol §4.2. */
  readonly maskSeed: Bytes
  readonly mask: X25519Key
  readonly kem: KemKey
}

/** The keys that follow from a mask seed. */
export function openMaskKeys(start: Uint8Array, maskSeed: Bytes): MaskKeys {
  return {
    maskSeed,
    mask: openX25519Key(maskPrivateKey(start, maskSeed)),
    kem: openKemKey(kemSeed(start, maskSeed)),
  }
}

/**
 * What a pair's mask takes from ML-KEM: from the secret that the lower of both encapsulated.
 * `M_ij` of docs/protocol §4.3.
 */
export function maskSecret(frame: RoundFrame, encapsulated: Bytes): Bytes {
  return hkdf(encapsulated, frame.ctx, fromText('vain/kem-mask/1'))
}

/**
 * The mask secret of a pair under a key of the lower one's mask seed, or back: so that who recovers
 * that seed has the mask secret, but not the key of the seals, which hold shares of self seeds.
 *
 * Source: docs/protocol §4.3.
 */
export function padSecret(
  frame: RoundFrame,
  maskSeed: Bytes,
  higher: number,
  secret: Uint8Array,
): Uint8Array {
  const info = concatBytes(fromText('vain/pad/1'), toUint(higher, 16))
  return hkdf(maskSeed, frame.ctx, info).open((key) =>
    secret.map((byte, i) => byte ^ (key[i] as number)),
  )
}

/** The seed of a pair's mask, from both agreements. `s_ij` of docs/protocol §4.3. */
export function pairSeed(
  frame: RoundFrame,
  i: number,
  j: number,
  shared: Bytes,
  secret: Bytes,
): Bytes {
  return hkdf(join(shared, secret), frame.ctx, concatBytes(fromText('pair'), edgeName(i, j)))
}

/** Key that seals one deal in one direction, from both agreements. Source: docs/protocol §4.4. */
export function sealKey(
  frame: RoundFrame,
  from: number,
  to: number,
  shared: Bytes,
  encapsulated: Bytes,
): Bytes {
  const info = concatBytes(fromText('seal'), toUint(from, 16), toUint(to, 16))
  return hkdf(join(shared, encapsulated), frame.ctx, info)
}

/** Key that seals the share of a sketch, from both agreements. Source: docs/protocol §4.10. */
export function sketchKey(
  frame: MaskFrame,
  from: number,
  to: number,
  shared: Bytes,
  encapsulated: Bytes,
): Bytes {
  const info = concatBytes(fromText('sketch'), toUint(from, 16), toUint(to, 16))
  return hkdf(join(shared, encapsulated), frame.maskCtx, info)
}

/** Two secrets as one: what is derived is hidden as long as one of them is. */
const join = (first: Bytes, second: Bytes): Bytes =>
  first.open((a) => second.open((b) => new Secret(concatBytes(a, b))))

/** Commitment to a pair seed, which the lower of both publishes. Source: docs/protocol §4.3. */
export function edgeCommitment(
  frame: RoundFrame,
  i: number,
  j: number,
  seed: Uint8Array,
): Uint8Array {
  return sha256(fromText('vain/edge/1'), frame.ctx, edgeName(i, j), seed)
}

/**
 * The seed that a member shares with a peer, from what both have published and the member's mask
 * keys; undefined if there is no edge, or the lower one's deal does not give the seed it committed
 * to.
 *
 * Source: docs/protocol §4.3.
 */
export function agreePair(
  frame: RoundFrame,
  shares: ShareTable,
  index: number,
  keys: MaskKeys,
  peer: number,
): Bytes | undefined {
  const theirs = frame.roster.get(peer)
  const deal = dealOf(shares, Math.min(index, peer), Math.max(index, peer))
  const edge = edgeOf(shares, index, peer)
  if (theirs === undefined || deal === undefined || edge === undefined) return undefined
  const shared = unlessZero(() => keys.mask.agree(theirs.maskKey))
  if (shared === undefined) return undefined
  const secret =
    index < peer
      ? new Secret(padSecret(frame, keys.maskSeed, peer, deal.pad))
      : maskSecret(frame, keys.kem.decapsulate(deal.ciphertext))
  const seed = pairSeed(frame, index, peer, shared, secret)
  const fits = seed.open((bytes) => equalBytes(edgeCommitment(frame, index, peer, bytes), edge))
  return fits ? seed : undefined
}

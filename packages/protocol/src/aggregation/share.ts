import {
  concatBytes,
  equalBytes,
  fromText,
  type RandomSource,
  Secret,
  toUint,
  VainError,
} from '@vain/base'
import {
  isKemPublicKey,
  type KemKey,
  kemEncapsulate,
  openKemKey,
  openX25519Key,
  seal,
  sha256,
  splitSecret,
  unseal,
  type X25519Key,
} from '@vain/crypto'
import {
  type Deal,
  kemCiphertextBytes,
  phases,
  type Share,
  shareKinds,
} from '../messages/bodies.ts'
import {
  edgeCommitment,
  type MaskKeys,
  maskSecret,
  openMaskKeys,
  padSecret,
  pairSeed,
  sealKey,
} from './agreement.ts'
import { dealOf } from './edges.ts'
import { canDeal, peersOf, type RosterEntry, type RoundFrame, type ShareTable } from './frame.ts'
import { kemSeed, type RoundSecrets, unlessZero } from './keys.ts'

type Bytes = Secret<Uint8Array>

/** Of which of both seeds a share is. */
export type ShareKind = (typeof shareKinds)[keyof typeof shareKinds]

/** Shamir point of an operator: its index plus one, so that no one holds the secret itself. */
export const pointOf = (index: number): number => index + 1

/** Hash by which a dealt share is recognised later. Source: docs/protocol §4.4. */
export function shareHash(
  frame: RoundFrame,
  owner: number,
  holder: number,
  kind: ShareKind,
  share: Uint8Array,
): Uint8Array {
  const parties = concatBytes(toUint(owner, 16), toUint(holder, 16), toUint(kind, 8))
  return sha256(fromText('vain/share/1'), frame.ctx, parties, share)
}

/** Makes a secret for the holder of a public key. `kemEncapsulate` is one. */
export type Encapsulate = typeof kemEncapsulate

/** What a dealer deals with. */
type Dealer = {
  readonly frame: RoundFrame
  readonly index: number
  readonly keys: MaskKeys
  readonly seal: X25519Key
  readonly random: RandomSource
  readonly encapsulate: Encapsulate
}

/**
 * Deals both seeds to every neighbour in the roster, sealed, and commits to the pair seeds with
 * those above.
 *
 * A peer with a key that is none gets a deal it cannot open and an edge of zeros, so that edge is
 * void: one bad key costs its owner, not the round.
 *
 * @param encapsulate - for fakes whose history has to be the same each time
 * @throws {VainError} `protocol/too-few-neighbours` if those in the roster could not open the seeds
 *
 * Source: docs/protocol §4.3, §4.4, §4.9.
 */
export function dealShares(
  frame: RoundFrame,
  index: number,
  secrets: RoundSecrets,
  random: RandomSource,
  encapsulate: Encapsulate = kemEncapsulate,
): Share {
  const peers = peersOf(frame, index)
  const threshold = frame.topology.thresholdOf(index)
  if (!canDeal(frame, index))
    throw new VainError('protocol/too-few-neighbours', 'too few neighbours are in the roster', {
      neighbours: peers.length,
      needed: threshold - 1,
    })
  // The owner's own point counts, though nothing is dealt there: else a roster of just `threshold`
  // members, which the ledger admits, could not deal at all. Such a roster recovers nobody.
  const points = [...peers, index].map(pointOf)
  const selfShares = splitSecret(secrets.selfSeed, threshold, points, random)
  const maskShares = splitSecret(secrets.maskSeed, threshold, points, random)
  const keys = openMaskKeys(frame.start, secrets.maskSeed)
  const seal = openX25519Key(secrets.sealSeed)
  const dealer: Dealer = { frame, index, keys, seal, random, encapsulate }
  const deals = peers.map((peer, i) =>
    deal(dealer, peer, frame.roster.get(peer) as RosterEntry, [
      selfShares[i] as Bytes,
      maskShares[i] as Bytes,
    ]),
  )
  return { phase: phases.share, run: frame.run, round: frame.round, ctx: frame.ctx, deals }
}

function deal(
  dealer: Dealer,
  peer: number,
  keys: RosterEntry,
  [selfShare, maskShare]: readonly [Bytes, Bytes],
): Deal {
  const { frame, index } = dealer
  const hashOf = (share: Bytes, kind: ShareKind): Uint8Array =>
    share.open((bytes) => shareHash(frame, index, peer, kind, bytes))
  const both = selfShare.open((a) => maskShare.open((b) => new Secret(concatBytes(a, b))))
  return {
    to: peer,
    selfShareHash: hashOf(selfShare, shareKinds.self),
    maskShareHash: hashOf(maskShare, shareKinds.mask),
    ...(sealDeal(dealer, peer, keys, both) ?? voidDeal(index < peer)),
  }
}

type Sealed = Pick<Deal, 'ciphertext' | 'sealed' | 'pad' | 'edge'>

/** The length of what only the lower of a pair publishes. */
const committedBytes = (isLower: boolean): number => (isLower ? 32 : 0)

const voidDeal = (isLower: boolean): Sealed => ({
  ciphertext: new Uint8Array(kemCiphertextBytes),
  sealed: new Uint8Array(80),
  pad: new Uint8Array(committedBytes(isLower)),
  edge: new Uint8Array(committedBytes(isLower)),
})

/** Seals what is dealt, or undefined if one of the peer's public keys is none. */
function sealDeal(
  { frame, index, keys, seal: own, random, encapsulate }: Dealer,
  peer: number,
  theirs: RosterEntry,
  both: Bytes,
): Sealed | undefined {
  if (!isKemPublicKey(theirs.kemKey)) return undefined
  const shared = unlessZero(() => ({
    seal: own.agree(theirs.sealKey),
    mask: keys.mask.agree(theirs.maskKey),
  }))
  if (shared === undefined) return undefined
  const { ciphertext, secret } = encapsulate(theirs.kemKey, random)
  const sealed = seal(sealKey(frame, index, peer, shared.seal, secret), both, frame.ctx)
  if (index > peer) return { ciphertext, sealed, pad: new Uint8Array(), edge: new Uint8Array() }
  const masking = maskSecret(frame, secret)
  const pad = masking.open((bytes) => padSecret(frame, keys.maskSeed, peer, bytes))
  const edge = pairSeed(frame, index, peer, shared.mask, masking).open((seed) =>
    edgeCommitment(frame, index, peer, seed),
  )
  return { ciphertext, sealed, pad, edge }
}

/** Whether a deal has the form of one from `from`. */
export function isDealFrom(from: number, { to, pad, edge }: Deal): boolean {
  const length = committedBytes(from < to)
  return pad.length === length && edge.length === length
}

/** Keys that open what was dealt to a member. */
export type HolderKeys = { readonly kem: KemKey; readonly seal: X25519Key }

/** The keys of a holder, read once for all deals. */
export function openHolderKeys(start: Uint8Array, secrets: RoundSecrets): HolderKeys {
  return {
    kem: openKemKey(kemSeed(start, secrets.maskSeed)),
    seal: openX25519Key(secrets.sealSeed),
  }
}

/** The shares that `owner` dealt to `index`, or undefined if they do not open or do not fit. */
export function openDeal(
  frame: RoundFrame,
  shares: ShareTable,
  index: number,
  keys: HolderKeys,
  owner: number,
): { self: Uint8Array; mask: Uint8Array } | undefined {
  const dealt = dealOf(shares, owner, index)
  const dealer = frame.roster.get(owner)
  if (dealt === undefined || dealer === undefined) return undefined
  const shared = unlessZero(() => keys.seal.agree(dealer.sealKey))
  if (shared === undefined) return undefined
  const key = sealKey(frame, owner, index, shared, keys.kem.decapsulate(dealt.ciphertext))
  return unseal(key, dealt.sealed, frame.ctx)?.open((both) => {
    const [self, mask] = [both.slice(0, 32), both.slice(32)]
    const fits =
      equalBytes(shareHash(frame, owner, index, shareKinds.self, self), dealt.selfShareHash) &&
      equalBytes(shareHash(frame, owner, index, shareKinds.mask, mask), dealt.maskShareHash)
    return fits ? { self, mask } : undefined
  })
}

import {
  concatBytes,
  equalBytes,
  fromText,
  type RandomSource,
  Secret,
  toUint,
  VainError,
} from '@vain/base'
import { seal, sha256, splitSecret, unseal } from '@vain/crypto'
import { phases, type Share, shareKinds } from '../messages/bodies.ts'
import { canDeal, peersOf, type RosterEntry, type RoundFrame, type ShareTable } from './frame.ts'
import { edgeCommitment, pairSeed, type RoundSecrets, sealKey, unlessZero } from './keys.ts'

type Bytes = Secret<Uint8Array>
type ShareKind = (typeof shareKinds)[keyof typeof shareKinds]

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

/**
 * Deals both seeds to every neighbour in the roster, sealed, and commits to the pair seeds.
 *
 * A peer whose key yields no shared secret gets a deal it cannot open and an edge of zeros, so
 * that edge is void: one bad key costs its owner, not the round.
 *
 * @throws {VainError} `protocol/too-few-neighbours` if those in the roster could not open the seeds
 *
 * Source: docs/protocol §4.4, §4.9.
 */
export function dealShares(
  frame: RoundFrame,
  index: number,
  secrets: RoundSecrets,
  random: RandomSource,
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
  const deals = peers.map((peer, i) =>
    deal(frame, index, secrets, peer, frame.roster.get(peer) as RosterEntry, [
      selfShares[i] as Bytes,
      maskShares[i] as Bytes,
    ]),
  )
  return { phase: phases.share, run: frame.run, round: frame.round, ctx: frame.ctx, deals }
}

function deal(
  frame: RoundFrame,
  index: number,
  secrets: RoundSecrets,
  peer: number,
  keys: RosterEntry,
  [selfShare, maskShare]: readonly [Bytes, Bytes],
): Share['deals'][number] {
  const hashOf = (share: Bytes, kind: ShareKind): Uint8Array =>
    share.open((bytes) => shareHash(frame, index, peer, kind, bytes))
  const hashes = {
    selfShareHash: hashOf(selfShare, shareKinds.self),
    maskShareHash: hashOf(maskShare, shareKinds.mask),
  }
  const both = selfShare.open((a) => maskShare.open((b) => new Secret(concatBytes(a, b))))
  const agreed = agree(frame, index, secrets, peer, keys)
  if (agreed === undefined)
    return { to: peer, sealed: new Uint8Array(80), ...hashes, edge: new Uint8Array(32) }
  const edge = agreed.pair.open((seed) => edgeCommitment(frame, index, peer, seed))
  return { to: peer, sealed: seal(agreed.seal, both, frame.ctx), ...hashes, edge }
}

/** Both keys shared with a peer, or undefined if its public keys are of small order. */
function agree(
  frame: RoundFrame,
  index: number,
  secrets: RoundSecrets,
  peer: number,
  keys: RosterEntry,
): { pair: Bytes; seal: Bytes } | undefined {
  return unlessZero(() => ({
    pair: pairSeed(frame, index, secrets.maskSeed, peer, keys.maskKey),
    seal: sealKey(frame, secrets.sealSeed, keys.sealKey, index, peer),
  }))
}

/** What `owner` dealt to `holder`, in the open part of its message. */
export function dealOf(
  shares: ShareTable,
  owner: number,
  holder: number,
): Share['deals'][number] | undefined {
  const deals = shares.get(owner)?.deals ?? []
  // Deals ascend by holder. Everyone's edges are looked up among everyone's, so a scan would cost.
  let [low, high] = [0, deals.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((deals[middle]?.to ?? holder) < holder) low = middle + 1
    else high = middle
  }
  return deals[low]?.to === holder ? deals[low] : undefined
}

/** The commitment to a pair's seed, if both ends published the same. Source: docs/protocol §4.3. */
export function edgeOf(shares: ShareTable, i: number, j: number): Uint8Array | undefined {
  const mine = dealOf(shares, i, j)?.edge
  const theirs = dealOf(shares, j, i)?.edge
  return mine && theirs && equalBytes(mine, theirs) ? mine : undefined
}

/**
 * Neighbours with which a member's edge is valid: both in U1, both published the same commitment,
 * and it is not the void one. Source: docs/protocol §4.3.
 */
export function validEdges(frame: RoundFrame, shares: ShareTable, index: number): number[] {
  return peersOf(frame, index).filter((peer) =>
    edgeOf(shares, index, peer)?.some((byte) => byte !== 0),
  )
}

/** The shares that `owner` dealt to `index`, or undefined if they do not open or do not fit. */
export function openDeal(
  frame: RoundFrame,
  shares: ShareTable,
  index: number,
  secrets: RoundSecrets,
  owner: number,
): { self: Uint8Array; mask: Uint8Array } | undefined {
  const dealt = dealOf(shares, owner, index)
  const keys = frame.roster.get(owner)
  if (dealt === undefined || keys === undefined) return undefined
  const key = unlessZero(() => sealKey(frame, secrets.sealSeed, keys.sealKey, owner, index))
  const plain = key && unseal(key, dealt.sealed, frame.ctx)
  return plain?.open((both) => {
    const [self, mask] = [both.slice(0, 32), both.slice(32)]
    const fits =
      equalBytes(shareHash(frame, owner, index, shareKinds.self, self), dealt.selfShareHash) &&
      equalBytes(shareHash(frame, owner, index, shareKinds.mask, mask), dealt.maskShareHash)
    return fits ? { self, mask } : undefined
  })
}

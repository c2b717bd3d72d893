import { equalBytes, VainError } from '@vain/base'
import { isSubset } from '../bitmap.ts'
import { phases, type Recover, type Reveal, shareKinds } from '../messages/bodies.ts'
import type { MaskFrame, ShareTable } from './frame.ts'
import { edgeCommitment, pairSeed, type RoundSecrets, selfCommitment } from './keys.ts'
import { dealOf, openDeal, shareHash, validEdges } from './share.ts'

/** Who sent shares and who of them is in the sum. */
export type Survivors = { readonly u1: readonly number[]; readonly u2: readonly number[] }

/**
 * Refuses survivors that no honest round has. The chain counts bits but does not compare sets: a
 * leader could name one victim and strangers, and have the others hand out all that hides it.
 *
 * @throws {VainError} `protocol/bad-survivors` unless U2 ⊂ U1 ⊂ roster and |U2| ≥ t
 */
function assertSurvivors(frame: MaskFrame, shares: ShareTable, { u1, u2 }: Survivors): void {
  const dealt = u1.every((index) => shares.has(index) && frame.roster.has(index))
  if (!dealt || !isSubset(u2, u1) || new Set(u2).size < frame.threshold)
    throw new VainError('protocol/bad-survivors', 'the survivors are not a set of this round', {
      u1: u1.length,
      u2: u2.length,
      threshold: frame.threshold,
    })
}

/** Members that sent shares but are not in the sum, ascending. */
export function droppedOf({ u1, u2 }: Survivors): number[] {
  const kept = new Set(u2)
  return u1.filter((index) => !kept.has(index)).sort((a, b) => a - b)
}

/** Dropped members to which a survivor has a valid edge, ascending. */
export function openEdges(shares: ShareTable, survivors: Survivors, index: number): number[] {
  const valid = new Set(validEdges(shares, index))
  return droppedOf(survivors).filter((peer) => valid.has(peer))
}

/**
 * What a survivor reveals once U2 is final: its self seed, and its pair seeds with the dropped.
 *
 * Gives away this member's own masks of this round, so that the sum can be opened; not its update.
 * @throws {VainError} `protocol/bad-survivors`
 *
 * Source: docs/protocol §4.6.
 */
export function reveal(
  frame: MaskFrame,
  shares: ShareTable,
  survivors: Survivors,
  index: number,
  secrets: RoundSecrets,
): Reveal {
  assertSurvivors(frame, shares, survivors)
  const edges = openEdges(shares, survivors, index).flatMap((to) => {
    const keys = frame.roster.get(to)
    if (keys === undefined) return []
    const seed = pairSeed(frame, index, secrets.maskSeed, to, keys.maskKey)
    return [{ to, seed: seed.open((bytes) => bytes.slice()) }]
  })
  const self = secrets.selfSeed.open((bytes) => bytes.slice())
  return {
    phase: phases.reveal,
    run: frame.run,
    round: frame.round,
    ctx: frame.maskCtx,
    self,
    edges,
  }
}

/**
 * Shares that stand in for vanished survivors: of their `b`, and of the `a` of every dropped
 * member. Of one peer it is the one or the other, by whether the peer is in U2.
 *
 * @param vanished - survivors whose reveal is missing
 * @throws {VainError} `protocol/bad-survivors`
 */
export function recover(
  frame: MaskFrame,
  shares: ShareTable,
  survivors: Survivors,
  index: number,
  secrets: RoundSecrets,
  vanished: readonly number[],
): Recover {
  assertSurvivors(frame, shares, survivors)
  const inSum = new Set(survivors.u2)
  const owners = [...new Set([...vanished.filter((v) => inSum.has(v)), ...droppedOf(survivors)])]
  const found = owners
    .filter((owner) => owner !== index)
    .sort((a, b) => a - b)
    .flatMap((of): Recover['shares'] => {
      const opened = openDeal(frame, shares, index, secrets, of)
      if (opened === undefined) return []
      return inSum.has(of)
        ? [{ of, kind: shareKinds.self, share: opened.self }]
        : [{ of, kind: shareKinds.mask, share: opened.mask }]
    })
  return {
    phase: phases.recover,
    run: frame.run,
    round: frame.round,
    ctx: frame.maskCtx,
    shares: found,
  }
}

/** Why a reveal or a recovered share is refused. */
export type RevealFault =
  | 'wrong-context'
  | 'not-a-survivor'
  | 'self-seed-mismatch'
  | 'edges-incomplete'
  | 'pair-seed-mismatch'
  | 'share-mismatch'
  | 'wrong-kind'

/** Checks a reveal against the commitments; undefined if it fits. */
export function checkReveal(
  frame: MaskFrame,
  shares: ShareTable,
  survivors: Survivors,
  sender: number,
  body: Reveal,
): RevealFault | undefined {
  const keys = frame.roster.get(sender)
  if (!equalBytes(body.ctx, frame.maskCtx)) return 'wrong-context'
  if (keys === undefined || !survivors.u2.includes(sender)) return 'not-a-survivor'
  if (!equalBytes(selfCommitment(frame.start, sender, body.self), keys.selfCommitment))
    return 'self-seed-mismatch'
  const expected = openEdges(shares, survivors, sender)
  if (body.edges.map((edge) => edge.to).join() !== expected.join()) return 'edges-incomplete'
  for (const { to, seed } of body.edges) {
    const committed = dealOf(shares, sender, to)?.edge
    if (!committed || !equalBytes(edgeCommitment(frame, sender, to, seed), committed))
      return 'pair-seed-mismatch'
  }
  return undefined
}

/** Checks recovered shares against the hashes their owners published; undefined if they fit. */
export function checkRecover(
  frame: MaskFrame,
  shares: ShareTable,
  survivors: Survivors,
  sender: number,
  body: Recover,
): RevealFault | undefined {
  if (!equalBytes(body.ctx, frame.maskCtx)) return 'wrong-context'
  if (!survivors.u1.includes(sender)) return 'not-a-survivor'
  const inSum = new Set(survivors.u2)
  for (const { of, kind, share } of body.shares) {
    if (kind !== (inSum.has(of) ? shareKinds.self : shareKinds.mask)) return 'wrong-kind'
    const dealt = dealOf(shares, of, sender)
    const published = kind === shareKinds.self ? dealt?.selfShareHash : dealt?.maskShareHash
    if (!published || !equalBytes(shareHash(frame, of, sender, kind, share), published))
      return 'share-mismatch'
  }
  return undefined
}

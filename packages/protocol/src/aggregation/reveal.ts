import { equalBytes, VainError } from '@vain/base'
import { phases, type Recover, type Reveal, shareKinds } from '../messages/bodies.ts'
import { agreePair, edgeCommitment, openMaskKeys } from './agreement.ts'
import { dealOf, edgeOf } from './edges.ts'
import type { MaskFrame, ShareTable } from './frame.ts'
import { type RoundSecrets, selfCommitment } from './keys.ts'
import { openDeal, openHolderKeys, type ShareKind, shareHash } from './share.ts'
import { assertSurvivors, openEdges, recoverableOf, type Survivors } from './survivors.ts'

/**
 * What a survivor reveals once U2 is final: its self seed, and its pair seeds with the dropped.
 *
 * Gives away this member's own masks of this round, so that the sum can be opened; not its update.
 *
 * @throws {VainError} `protocol/bad-survivors` if they are no set of this round, or this member is
 * not one of them
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
  if (!survivors.u2.includes(index))
    throw new VainError('protocol/bad-survivors', 'this member is not in the sum', { index })
  const keys = openMaskKeys(frame.start, secrets.maskSeed)
  const edges = openEdges(survivors, index).flatMap((to) => {
    const seed = agreePair(frame, shares, index, keys, to)
    return seed === undefined ? [] : [{ to, seed: seed.open((bytes) => bytes.slice()) }]
  })
  const self = secrets.selfSeed.open((bytes) => bytes.slice())
  return {
    phase: phases.reveal,
    run: frame.run,
    round: frame.round,
    ctx: frame.revealCtx,
    self,
    edges,
  }
}

/**
 * Shares that stand in for vanished survivors: of their `b`, and of the `a` of every dropped
 * neighbour for whom it may be given. Of one peer it is the one or the other, by whether the peer is
 * in U2.
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
  const kindOf = dueKinds(frame, survivors)
  const gone = new Set(vanished)
  const keys = openHolderKeys(frame.start, secrets)
  const found = frame.topology.neighboursOf(index).flatMap((of): Recover['shares'] => {
    const kind = kindOf(of)
    if (kind === undefined || (kind === shareKinds.self && !gone.has(of))) return []
    const opened = openDeal(frame, shares, index, keys, of)
    if (opened === undefined) return []
    return [{ of, kind, share: kind === shareKinds.self ? opened.self : opened.mask }]
  })
  return {
    phase: phases.recover,
    run: frame.run,
    round: frame.round,
    ctx: frame.revealCtx,
    shares: found,
  }
}

/** Of which seed of a member shares may be given; undefined if of neither. §4.6. */
function dueKinds(frame: MaskFrame, survivors: Survivors): (of: number) => ShareKind | undefined {
  const inSum = new Set(survivors.u2)
  const recoverable = recoverableOf(frame, survivors)
  return (of) =>
    inSum.has(of) ? shareKinds.self : recoverable.has(of) ? shareKinds.mask : undefined
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
  if (!equalBytes(body.ctx, frame.revealCtx)) return 'wrong-context'
  if (keys === undefined || !survivors.u2.includes(sender)) return 'not-a-survivor'
  if (!equalBytes(selfCommitment(frame.start, sender, body.self), keys.selfCommitment))
    return 'self-seed-mismatch'
  const expected = openEdges(survivors, sender)
  if (body.edges.map((edge) => edge.to).join() !== expected.join()) return 'edges-incomplete'
  for (const { to, seed } of body.edges) {
    const committed = edgeOf(shares, sender, to)
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
  if (!equalBytes(body.ctx, frame.revealCtx)) return 'wrong-context'
  if (!survivors.u1.includes(sender)) return 'not-a-survivor'
  const kindOf = dueKinds(frame, survivors)
  for (const { of, kind, share } of body.shares) {
    if (kind !== kindOf(of)) return 'wrong-kind'
    const dealt = dealOf(shares, of, sender)
    const published = kind === shareKinds.self ? dealt?.selfShareHash : dealt?.maskShareHash
    if (!published || !equalBytes(shareHash(frame, of, sender, kind, share), published))
      return 'share-mismatch'
  }
  return undefined
}

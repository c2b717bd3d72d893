import { equalBytes, Secret } from '@vain/base'
import { combineShares, type MaskStream } from '@vain/crypto'
import { type Recover, type Reveal, shareKinds } from '../messages/bodies.ts'
import { agreePair, type MaskKeys, openMaskKeys } from './agreement.ts'
import type { MaskFrame, ShareTable } from './frame.ts'
import { selfCommitment, selfMaskKey } from './keys.ts'
import { pointOf } from './share.ts'
import { openEdges, type Survivors } from './survivors.ts'

type Bytes = Secret<Uint8Array>

/** Everything revealed in a round, already checked with `checkReveal` and `checkRecover`. */
export type Revealed = {
  readonly reveals: ReadonlyMap<number, Reveal>
  readonly recovers: ReadonlyMap<number, Recover>
}

/** A seed that the reveals do not give. */
export type MissingSeed = {
  readonly kind: 'missing'
  readonly of: number
  /** Shares at hand and needed. */
  readonly shares: number
  readonly needed: number
}

/** Survivors without a reveal of their own: the ones to recover. */
export function vanishedOf(
  { u2 }: Pick<Survivors, 'u2'>,
  revealed: Pick<Revealed, 'reveals'>,
): number[] {
  return u2.filter((index) => !revealed.reveals.has(index))
}

/** The seeds of the masks that a survivor's vector still carries, after those of pairs cancel. */
export type SurvivorSeeds = {
  readonly index: number
  /** `b`. Source: docs/protocol §4.2. */
  readonly self: Bytes
  /** With each dropped peer to which it has a valid edge, ascending. */
  readonly pairs: readonly { readonly peer: number; readonly seed: Bytes }[]
}

/** The survivors of a group whose sum can be opened, and what opens it. */
export type OpenGroup = {
  /** Its number. Source: docs/protocol §4.9. */
  readonly group: number
  /** Seeds of all its survivors, ascending. */
  readonly seeds: readonly SurvivorSeeds[]
  /** What takes the masks off the sum of their masked vectors. */
  readonly streams: readonly MaskStream[]
}

/** Which groups the reveals open, ascending, and for each other one a seed that they do not give. */
export type OpenGroups = {
  readonly opened: readonly OpenGroup[]
  readonly missing: readonly MissingSeed[]
  /**
   * Whether a result may be made of them: of every group with survivors, or where there are no pair
   * masks, of as many members as there have to be in any sum.
   */
  readonly isEnough: boolean
}

/**
 * What stands between the sums of masked vectors and the sums of updates, group by group. Groups
 * without survivors have no sum.
 *
 * A leader has seen each group's sum by the time it publishes what opens them, so which ones count
 * is not its choice. Those that a check condemned before anyone revealed stay closed.
 *
 * @param condemned - of `condemnedGroups`
 *
 * Source: docs/protocol §4.6.
 */
export function openGroups(
  frame: MaskFrame,
  shares: ShareTable,
  survivors: Survivors,
  revealed: Revealed,
  condemned: readonly number[] = [],
): OpenGroups {
  const inSum = new Set(survivors.u2)
  const opened: OpenGroup[] = []
  const missing: MissingSeed[] = []
  for (const [group, members] of frame.topology.groups.entries()) {
    const kept = members.filter((index) => inSum.has(index))
    if (kept.length === 0 || condemned.includes(group)) continue
    const seeds = survivorSeeds(frame, shares, survivors, revealed, kept)
    if ('kind' in seeds) missing.push(seeds)
    else opened.push({ group, seeds, streams: leftoverStreams(frame, seeds) })
  }
  const isOptional = frame.topology.plan.kind === 'singles'
  const isEnough = isOptional ? opened.length >= frame.threshold : missing.length === 0
  return { opened, missing, isEnough }
}

/**
 * The seeds that open a sum, by survivor, ascending.
 *
 * @param members - survivors whose seeds are wanted
 * @returns the seeds, or the first one that cannot be had: the sum cannot be opened (yet)
 */
export function survivorSeeds(
  frame: MaskFrame,
  shares: ShareTable,
  survivors: Survivors,
  revealed: Revealed,
  members: readonly number[],
): readonly SurvivorSeeds[] | MissingSeed {
  const all: SurvivorSeeds[] = []
  const recovered = new Map<number, MaskKeys>()
  for (const index of members) {
    const direct = revealed.reveals.get(index)
    const self = direct ? new Secret(direct.self) : selfSeedOf(frame, index, revealed)
    if ('kind' in self) return self
    const pairs: { peer: number; seed: Bytes }[] = []
    for (const peer of openEdges(survivors, index)) {
      const seed = direct
        ? new Secret(direct.edges.find((edge) => edge.to === peer)?.seed ?? new Uint8Array())
        : recoverPairSeed(frame, shares, index, peer, revealed, recovered)
      if ('kind' in seed) return seed
      pairs.push({ peer, seed })
    }
    all.push({ index, self, pairs })
  }
  return all
}

/** Applied to the sum of masked vectors they give the sum of updates: what was added is taken off. */
function leftoverStreams(frame: MaskFrame, seeds: readonly SurvivorSeeds[]): MaskStream[] {
  return seeds.flatMap(({ index, self, pairs }): MaskStream[] => [
    { key: selfMaskKey(frame, index, self), sign: -1 },
    ...pairs.map(({ peer, seed }): MaskStream => ({ key: seed, sign: index < peer ? -1 : 1 })),
  ])
}

function selfSeedOf(frame: MaskFrame, index: number, revealed: Revealed): Bytes | MissingSeed {
  const seed = combine(frame, index, shareKinds.self, revealed)
  if ('kind' in seed) return seed
  const committed = frame.roster.get(index)?.selfCommitment
  const fits = seed.open(
    (bytes) =>
      committed !== undefined && equalBytes(selfCommitment(frame.start, index, bytes), committed),
  )
  // Shares that fit their hashes but not the commitment were dealt wrong by their owner.
  return fits ? seed : notOpened(frame, index)
}

function recoverPairSeed(
  frame: MaskFrame,
  shares: ShareTable,
  survivor: number,
  dropped: number,
  revealed: Revealed,
  recovered: Map<number, MaskKeys>,
): Bytes | MissingSeed {
  const keys = recovered.get(dropped) ?? recoverMaskKeys(frame, dropped, revealed)
  if ('kind' in keys) return keys
  recovered.set(dropped, keys)
  // As the dropped one would: a seed that fits no edge was dealt wrong by one of both.
  return agreePair(frame, shares, dropped, keys, survivor) ?? notOpened(frame, dropped)
}

function recoverMaskKeys(
  frame: MaskFrame,
  dropped: number,
  revealed: Revealed,
): MaskKeys | MissingSeed {
  const maskSeed = combine(frame, dropped, shareKinds.mask, revealed)
  return 'kind' in maskSeed ? maskSeed : openMaskKeys(frame.start, maskSeed)
}

const notOpened = (frame: MaskFrame, of: number, shares = 0): MissingSeed => ({
  kind: 'missing',
  of,
  shares,
  needed: frame.topology.thresholdOf(of),
})

function combine(
  frame: MaskFrame,
  of: number,
  kind: number,
  revealed: Revealed,
): Bytes | MissingSeed {
  const needed = frame.topology.thresholdOf(of)
  const held = [...revealed.recovers].flatMap(([holder, body]) =>
    body.shares
      .filter((share) => share.of === of && share.kind === kind)
      .map((share) => ({ x: pointOf(holder), share: new Secret(share.share) })),
  )
  if (held.length < needed) return notOpened(frame, of, held.length)
  return combineShares(held.slice(0, needed))
}

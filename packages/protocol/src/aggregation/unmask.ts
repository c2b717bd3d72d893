import { equalBytes, Secret } from '@vain/base'
import { addMask, combineShares, subtractMask } from '@vain/crypto'
import { type Recover, type Reveal, shareKinds } from '../messages/bodies.ts'
import type { MaskFrame, ShareTable } from './frame.ts'
import { edgeCommitment, pairSeed, selfCommitment, selfMaskKey, unlessZero } from './keys.ts'
import { openEdges, type Survivors } from './reveal.ts'
import { dealOf, pointOf } from './share.ts'

type Bytes = Secret<Uint8Array>

/** Everything revealed in a round, already checked with `checkReveal` and `checkRecover`. */
export type Revealed = {
  readonly reveals: ReadonlyMap<number, Reveal>
  readonly recovers: ReadonlyMap<number, Recover>
}

/** A mask stream left in the sum of masked vectors. `added`: it was added there. */
export type LeftoverMask = { readonly key: Bytes; readonly added: boolean }

/** A seed that the reveals do not give. */
export type MissingSeed = {
  readonly kind: 'missing'
  readonly of: number
  /** Shares at hand and needed. */
  readonly shares: number
  readonly needed: number
}

/** Survivors without a reveal of their own: the ones to recover. */
export function vanishedOf(survivors: Survivors, revealed: Pick<Revealed, 'reveals'>): number[] {
  return survivors.u2.filter((index) => !revealed.reveals.has(index))
}

/** The seeds of the masks that a survivor's vector still carries, after those of pairs cancel. */
export type SurvivorSeeds = {
  readonly index: number
  /** `b`. Source: docs/protocol §4.2. */
  readonly self: Bytes
  /** With each dropped peer to which it has a valid edge, ascending. */
  readonly pairs: readonly { readonly peer: number; readonly seed: Bytes }[]
}

/**
 * The seeds that open a sum, by survivor, ascending.
 *
 * @returns the seeds, or the first one that cannot be had: the round cannot be opened (yet)
 *
 * Source: docs/protocol §4.6.
 */
export function survivorSeeds(
  frame: MaskFrame,
  shares: ShareTable,
  survivors: Survivors,
  revealed: Revealed,
): readonly SurvivorSeeds[] | MissingSeed {
  const all: SurvivorSeeds[] = []
  const recovered = new Map<number, Bytes>()
  for (const index of survivors.u2) {
    const direct = revealed.reveals.get(index)
    const self = direct ? new Secret(direct.self) : selfSeedOf(frame, index, revealed)
    if ('kind' in self) return self
    const pairs: { peer: number; seed: Bytes }[] = []
    for (const peer of openEdges(shares, survivors, index)) {
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

/**
 * The mask streams that stand between the sum of masked vectors and the sum of updates.
 *
 * @returns the streams, or the first seed that cannot be had: the round cannot be opened (yet)
 *
 * Source: docs/protocol §4.6.
 */
export function leftoverMasks(
  frame: MaskFrame,
  shares: ShareTable,
  survivors: Survivors,
  revealed: Revealed,
): readonly LeftoverMask[] | MissingSeed {
  const seeds = survivorSeeds(frame, shares, survivors, revealed)
  if ('kind' in seeds) return seeds
  return seeds.flatMap(({ index, self, pairs }) => [
    { key: selfMaskKey(frame, index, self), added: true },
    ...pairs.map(({ peer, seed }) => ({ key: seed, added: index < peer })),
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
  return fits ? seed : { kind: 'missing', of: index, shares: 0, needed: frame.threshold }
}

function recoverPairSeed(
  frame: MaskFrame,
  shares: ShareTable,
  survivor: number,
  dropped: number,
  revealed: Revealed,
  recovered: Map<number, Bytes>,
): Bytes | MissingSeed {
  const maskSeed = recovered.get(dropped) ?? combine(frame, dropped, shareKinds.mask, revealed)
  if ('kind' in maskSeed) return maskSeed
  recovered.set(dropped, maskSeed)
  const keys = frame.roster.get(survivor)
  const committed = dealOf(shares, survivor, dropped)?.edge
  const missing: MissingSeed = { kind: 'missing', of: dropped, shares: 0, needed: frame.threshold }
  if (keys === undefined || committed === undefined) return missing
  const seed = unlessZero(() => pairSeed(frame, dropped, maskSeed, survivor, keys.maskKey))
  const fits = seed?.open((bytes) =>
    equalBytes(edgeCommitment(frame, survivor, dropped, bytes), committed),
  )
  return seed && fits ? seed : missing
}

function combine(
  frame: MaskFrame,
  of: number,
  kind: number,
  revealed: Revealed,
): Bytes | MissingSeed {
  const held = [...revealed.recovers].flatMap(([holder, body]) =>
    body.shares
      .filter((share) => share.of === of && share.kind === kind)
      .map((share) => ({ x: pointOf(holder), share: new Secret(share.share) })),
  )
  if (held.length < frame.threshold)
    return { kind: 'missing', of, shares: held.length, needed: frame.threshold }
  return combineShares(held.slice(0, frame.threshold))
}

/** Takes the leftover masks out of the sum of masked vectors, in place. */
export function unmaskSum(words: Uint32Array, masks: readonly LeftoverMask[]): void {
  for (const { key, added } of masks) {
    if (added) subtractMask(words, key)
    else addMask(words, key)
  }
}

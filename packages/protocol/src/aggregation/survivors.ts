import { VainError } from '@vain/base'
import { fromBitmap, isSubset } from '../bitmap.ts'
import type { Mask } from '../messages/bodies.ts'
import type { MaskFrame, RoundFrame, ShareTable } from './frame.ts'

/** The peers whose pair masks are in each survivor's vector, as its mask message names them. */
export type PeerTable = ReadonlyMap<number, readonly number[]>

/** Who sent shares, who of them is in the sum, and which pair masks are in it. */
export type Survivors = {
  readonly u1: readonly number[]
  readonly u2: readonly number[]
  readonly peers: PeerTable
}

/** The pair masks that mask messages name. */
export function readPeers(masks: ReadonlyMap<number, Pick<Mask, 'peers'>>): PeerTable {
  return new Map([...masks].map(([sender, { peers }]) => [sender, fromBitmap(peers)]))
}

/** Whether a member would stand in the sum with enough of its neighbourhood. §4.9. */
function keepsEnough(
  { topology }: Pick<RoundFrame, 'topology'>,
  u2: ReadonlySet<number>,
  index: number,
): boolean {
  const others = topology.neighboursOf(index).filter((peer) => u2.has(peer))
  return others.length + 1 >= topology.thresholdOf(index)
}

/**
 * Whether these may be in a sum: enough over all, each with enough of its neighbourhood, and the
 * honest among them hang together. For others nobody reveals anything.
 *
 * Source: docs/protocol §4.7, §4.9.
 */
export function canStand(
  frame: Pick<RoundFrame, 'topology' | 'threshold'>,
  u2: readonly number[],
): boolean {
  const kept = new Set(u2)
  return (
    kept.size >= frame.threshold &&
    u2.every((index) => keepsEnough(frame, kept, index)) &&
    frame.topology.holds(kept)
  )
}

/**
 * Refuses survivors that no honest round has. The chain counts bits but does not compare sets: a
 * leader could name one victim and strangers, and have the others hand out all that hides it.
 *
 * @throws {VainError} `protocol/bad-survivors` unless U2 ⊂ U1 ⊂ roster and all of U2 can stand
 */
export function assertSurvivors(
  frame: MaskFrame,
  shares: ShareTable,
  { u1, u2 }: Pick<Survivors, 'u1' | 'u2'>,
): void {
  const dealt = u1.every((index) => shares.has(index) && frame.roster.has(index))
  if (!dealt || !isSubset(u2, u1) || !canStand(frame, u2))
    throw new VainError('protocol/bad-survivors', 'the survivors are not a set of this round', {
      u1: u1.length,
      u2: u2.length,
      threshold: frame.threshold,
    })
}

/** Members that sent shares but are not in the sum, ascending. */
function droppedOf({ u1, u2 }: Pick<Survivors, 'u1' | 'u2'>): number[] {
  const kept = new Set(u2)
  return u1.filter((index) => !kept.has(index)).sort((a, b) => a - b)
}

/**
 * The dropped whose mask seed may be given. With it the seals *to* them rest on X25519 alone, so
 * nobody who dealt to them may have lost as many neighbours as, with the corrupt, open its seeds.
 * Those in the sum have not: they stand.
 *
 * Source: docs/protocol §4.6, §4.8.
 */
export function recoverableOf(
  frame: RoundFrame,
  survivors: Pick<Survivors, 'u1' | 'u2'>,
): ReadonlySet<number> {
  const dropped = droppedOf(survivors)
  const kept = new Set(survivors.u2)
  const bare = new Set(dropped.filter((index) => !keepsEnough(frame, kept, index)))
  const isSafe = (of: number): boolean =>
    ![of, ...frame.topology.neighboursOf(of)].some((index) => bare.has(index))
  return new Set(dropped.filter(isSafe))
}

/** Peers whose masks in a survivor's vector nobody else's cancel: not in the sum. Ascending. */
export function openEdges({ u2, peers }: Survivors, index: number): number[] {
  const kept = new Set(u2)
  return (peers.get(index) ?? []).filter((peer) => !kept.has(peer))
}

/** Edges within `kept` that only one end names, each lower end first, ascending. */
function oneSidedEdges(peers: PeerTable, kept: Iterable<number>): (readonly [number, number])[] {
  const within = new Set(kept)
  const named = new Map([...peers].map(([index, all]) => [index, new Set(all)]))
  const edges = [...within].flatMap((index) =>
    [...(named.get(index) ?? [])]
      .filter((peer) => within.has(peer) && !named.get(peer)?.has(index))
      .map((peer) => [Math.min(index, peer), Math.max(index, peer)] as const),
  )
  return edges.sort(([a, b], [c, d]) => a - c || b - d)
}

/** The lowest survivor whose edge to another one is one-sided, if there is one. §4.5. */
export function firstOneSided(peers: PeerTable, u2: readonly number[]): number | undefined {
  return oneSidedEdges(peers, u2)[0]?.[0]
}

/**
 * Of those who masked, whom a leader takes into the sum: nobody whose edges are one-sided, since
 * such a mask would stay in the sum, and nobody who would stand there with too few neighbours.
 *
 * One word stands against the other, so both ends of an edge go: of a maximal matching of the
 * one-sided edges, taken greedily in ascending order. Between two honest members no edge is
 * one-sided, so each honest one that goes takes a dishonest one along.
 *
 * @returns ascending
 *
 * Source: docs/protocol §4.5, §4.9.
 */
export function settleSurvivors(frame: RoundFrame, peers: PeerTable): number[] {
  const kept = new Set(peers.keys())
  for (const [low, high] of oneSidedEdges(peers, kept))
    if (kept.has(low) && kept.has(high)) for (const end of [low, high]) kept.delete(end)
  for (;;) {
    const out = [...kept].filter((index) => !keepsEnough(frame, kept, index))
    if (out.length === 0) return [...kept].sort((a, b) => a - b)
    for (const index of out) kept.delete(index)
  }
}

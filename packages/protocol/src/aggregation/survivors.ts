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

/** Whether enough of a member's neighbourhood is in the sum with it. Source: docs/protocol §4.9. */
export function standsIn(
  { topology }: Pick<RoundFrame, 'topology'>,
  u2: ReadonlySet<number>,
  index: number,
): boolean {
  const others = topology.neighboursOf(index).filter((peer) => u2.has(peer))
  return u2.has(index) && others.length + 1 >= topology.thresholdOf(index)
}

/**
 * Refuses survivors that no honest round has. The chain counts bits but does not compare sets: a
 * leader could name one victim and strangers, and have the others hand out all that hides it.
 *
 * @throws {VainError} `protocol/bad-survivors` unless U2 ⊂ U1 ⊂ roster and |U2| ≥ t
 */
export function assertSurvivors(
  frame: MaskFrame,
  shares: ShareTable,
  { u1, u2 }: Pick<Survivors, 'u1' | 'u2'>,
): void {
  const dealt = u1.every((index) => shares.has(index) && frame.roster.has(index))
  if (!dealt || !isSubset(u2, u1) || new Set(u2).size < frame.threshold)
    throw new VainError('protocol/bad-survivors', 'the survivors are not a set of this round', {
      u1: u1.length,
      u2: u2.length,
      threshold: frame.threshold,
    })
}

/** Members that sent shares but are not in the sum, ascending. */
export function droppedOf({ u1, u2 }: Pick<Survivors, 'u1' | 'u2'>): number[] {
  const kept = new Set(u2)
  return u1.filter((index) => !kept.has(index)).sort((a, b) => a - b)
}

/** Peers whose masks in a survivor's vector nobody else's cancel: not in the sum. Ascending. */
export function openEdges({ u2, peers }: Survivors, index: number): number[] {
  const kept = new Set(u2)
  return (peers.get(index) ?? []).filter((peer) => !kept.has(peer))
}

/** The members of `kept` that name each other as peers on one side only, with how many each. */
function oneSided(peers: PeerTable, kept: ReadonlySet<number>): ReadonlyMap<number, number> {
  const named = new Map([...peers].map(([index, all]) => [index, new Set(all)]))
  const counts = new Map<number, number>()
  const count = (index: number): void => void counts.set(index, (counts.get(index) ?? 0) + 1)
  for (const index of kept)
    for (const peer of named.get(index) ?? [])
      if (kept.has(peer) && !named.get(peer)?.has(index)) {
        count(index)
        count(peer)
      }
  return counts
}

/** The lowest survivor whose edge to another one is one-sided, if there is one. §4.5. */
export function firstOneSided(peers: PeerTable, u2: readonly number[]): number | undefined {
  const found = [...oneSided(peers, new Set(u2)).keys()]
  return found.length === 0 ? undefined : Math.min(...found)
}

/**
 * Of those who masked, whom a leader takes into the sum: nobody whose edges are one-sided, since
 * such a mask would stay in the sum, and nobody who would stand there with too few neighbours.
 * Whoever has most one-sided edges goes first, and where one word stands against another, both go.
 *
 * @returns ascending
 *
 * Source: docs/protocol §4.5, §4.9.
 */
export function settleSurvivors(frame: RoundFrame, peers: PeerTable): number[] {
  const kept = new Set(peers.keys())
  for (;;) {
    const counts = oneSided(peers, kept)
    const most = Math.max(0, ...counts.values())
    const out =
      most > 0
        ? [...counts].filter(([, count]) => count === most).map(([index]) => index)
        : [...kept].filter((index) => !standsIn(frame, kept, index))
    if (out.length === 0) return [...kept].sort((a, b) => a - b)
    for (const index of out) kept.delete(index)
  }
}

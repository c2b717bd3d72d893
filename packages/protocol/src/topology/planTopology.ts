import type { Grouping } from '../configuration/settings.ts'
import { countHits, leastRare } from './hits.ts'

/** What a plan follows from. */
export type TopologyTerms = {
  readonly grouping: Grouping
  /** Threshold of the round, for a group of all. Source: docs/protocol §6.3. */
  readonly threshold: number
  /** Share of the members that may be corrupt, in hundredths of a percent. */
  readonly corruptionBps: number
  /** Share of the members that may drop out or vanish, in hundredths of a percent. */
  readonly dropoutBps: number
}

/**
 * Who masks with whom. `whole`: everyone with everyone. `graph`: each with `degree` others, all in
 * one sum, `sideThreshold` of the half on either side in it with them. `groups`: everyone with everyone of its own group, `count` groups as equal as can be,
 * those of `size` or `size + 1` members; `thresholds` are those of both sizes. `singles`: nobody
 * with anybody.
 */
export type TopologyPlan =
  | { readonly kind: 'whole'; readonly threshold: number }
  | {
      readonly kind: 'graph'
      readonly degree: number
      readonly threshold: number
      readonly sideThreshold: number
    }
  | {
      readonly kind: 'groups'
      readonly count: number
      readonly size: number
      readonly thresholds: readonly [number, number]
    }
  | { readonly kind: 'singles' }

/** A round in which masks could be opened against somebody's will: at most one in `2^40`. */
const privacyBits = 40

/** A round in which a sum is lost because too many dropped out: at most one in `2^20`. */
const correctnessBits = 20

/** Below it one group of all is cheap, and odds over few members are no odds. */
const leastMembers = 30

/** Smallest group and neighbourhood that is looked at, and the greatest that is worth it. */
const [leastSize, greatestSize] = [6, 512]

/** `size` are drawn of `all`, `times` times; `corrupt` and `dropped` of all may be so. */
type Draw = {
  readonly all: number
  readonly size: number
  readonly times: number
  readonly corrupt: number
  readonly dropped: number
}

/** The least number of corrupt ones that is too rare to be drawn. */
const tooCorrupt = ({ all, size, times, corrupt }: Draw): number =>
  leastRare(countHits(all, corrupt, size), times, privacyBits)

/** Whether all but so many drop out too rarely to matter. */
const areReached = ({ all, size, times, dropped }: Draw, least: number): boolean =>
  size - least + 1 >= leastRare(countHits(all, dropped, size), times, correctnessBits)

/**
 * Threshold of a neighbourhood drawn at random from all, or undefined if none serves both ends: so
 * high that two halves of it, shown two sets of survivors, cannot both reach it, nor the dropped and
 * the corrupt together (`corrupt < 2t − together`), and so low that those who stay reach it.
 *
 * @param together - how many stand together: those drawn, and whose neighbours they are
 *
 * Source: docs/protocol §4.9.
 */
export function neighbourhoodThreshold(
  draw: Draw,
  together: number = draw.size,
): number | undefined {
  const threshold = Math.max(2, Math.ceil((together + tooCorrupt(draw)) / 2))
  return areReached(draw, threshold) ? threshold : undefined
}

/**
 * How many of either side of a neighbourhood have to survive: so many that one of them is honest,
 * and so few that those who stay reach it; undefined if there is no such number.
 *
 * Source: docs/protocol §4.9.
 */
function sideThresholdOf(draw: Draw): number | undefined {
  const least = tooCorrupt(draw)
  return areReached(draw, least) ? least : undefined
}

/** `⌈members · bps / 10,000⌉`. */
const shareOf = (members: number, bps: number): number => Math.ceil((members * bps) / 10_000)

/** The plan of a round with `members` members. Everyone derives the same one. */
export function planTopology(members: number, terms: TopologyTerms): TopologyPlan {
  const { grouping, threshold } = terms
  if (grouping === 'singles') return { kind: 'singles' }
  const plan = members < leastMembers ? undefined : planners[grouping](members, terms)
  return plan ?? { kind: 'whole', threshold }
}

const planners = { whole: planGraph, groups: planGroups }

function planGraph(members: number, terms: TopologyTerms): TopologyPlan | undefined {
  // All corrupt may be among a member's peers, but they are no more than these.
  const all = members - 1
  const corrupt = Math.min(all, shareOf(members, terms.corruptionBps))
  const dropped = Math.min(all, shareOf(members, terms.dropoutBps))
  // A graph that leaves out less than half the edges is not worth what it leaves to odds.
  for (let degree = leastSize; degree <= greatestSize && 2 * degree < members; degree += 2) {
    const draw = { all, size: degree, times: members, corrupt, dropped }
    const threshold = neighbourhoodThreshold(draw, degree + 1)
    const side = { ...draw, size: degree / 2, times: 2 * members }
    const sideThreshold = threshold && sideThresholdOf(side)
    if (threshold && sideThreshold) return { kind: 'graph', degree, threshold, sideThreshold }
  }
  return undefined
}

function planGroups(members: number, terms: TopologyTerms): TopologyPlan | undefined {
  const corrupt = shareOf(members, terms.corruptionBps)
  const dropped = shareOf(members, terms.dropoutBps)
  const thresholdOf = (size: number, times: number): number | undefined =>
    neighbourhoodThreshold({ all: members, size, times, corrupt, dropped })
  for (let count = Math.floor(members / leastSize); count >= 2; count--) {
    const size = Math.floor(members / count)
    if (size >= greatestSize) return undefined
    const small = thresholdOf(size, count)
    // Where all groups are of one size, the greater one stands for nothing.
    const large = members % count === 0 ? small : thresholdOf(size + 1, count)
    if (small === undefined || large === undefined) continue
    return { kind: 'groups', count, size, thresholds: [small, large] }
  }
  return undefined
}

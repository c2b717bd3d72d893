import { fromHex, fromText } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { Hex } from '../hex.ts'
import { permute } from './permute.ts'
import type { TopologyPlan } from './planTopology.ts'
import { ringHolds, ringNeighbours } from './ring.ts'

/** Who masks with whom in a round. Source: docs/protocol §4.9. */
export type Topology = {
  readonly plan: TopologyPlan
  /** Members of each group, ascending; each group has a sum of its own. */
  readonly groups: readonly (readonly number[])[]
  /** Number of a member's group; undefined for strangers. */
  groupOf(index: number): number | undefined
  /** With whom a member shares masks and seeds, ascending; nobody for strangers. */
  neighboursOf(index: number): readonly number[]
  /**
   * How many of a member and its neighbours have to stand together: so many shares open its seeds,
   * and with fewer in the sum nothing is revealed.
   */
  thresholdOf(index: number): number
  /**
   * Whether the honest among survivors hang together, whoever chose those that dropped: in a graph
   * enough are left on every side for one of them to be honest.
   */
  holds(survivors: ReadonlySet<number>): boolean
  /** Most neighbours that anyone has. */
  readonly degree: number
}

/** Seed of a round's topology, which nobody knows before the members are fixed. */
export function topologySeed(openHead: Hex): Uint8Array {
  return sha256(fromText('vain/topology/1'), fromHex(openHead))
}

/** Lays a plan over the members of a round. */
export function createTopology(
  members: readonly number[],
  plan: TopologyPlan,
  seed: Uint8Array,
): Topology {
  const ascending = [...members].sort(byValue)
  const groups = groupsOf(ascending, plan, seed)
  const numbers = new Map(
    groups.flatMap((group, number) => group.map((index) => [index, number] as const)),
  )
  const ring = plan.kind === 'graph' ? permute(ascending, seed) : []
  const onRing = plan.kind === 'graph' ? ringNeighbours(ring, plan.degree / 2) : undefined
  const inGroup = (index: number): readonly number[] =>
    groups[numbers.get(index) ?? -1]?.filter((other) => other !== index) ?? []
  const known = new Map<number, readonly number[]>()
  return {
    plan,
    groups,
    groupOf: (index) => numbers.get(index),
    neighboursOf(index) {
      const neighbours = known.get(index) ?? onRing?.get(index) ?? inGroup(index)
      known.set(index, neighbours)
      return neighbours
    },
    thresholdOf: (index) => thresholdIn(plan, groups[numbers.get(index) ?? -1]?.length ?? 0),
    holds: (survivors) =>
      plan.kind !== 'graph' || ringHolds(ring, plan.degree / 2, plan.sideThreshold, survivors),
    degree:
      plan.kind === 'graph' ? plan.degree : Math.max(0, ...groups.map(({ length }) => length - 1)),
  }
}

const byValue = (a: number, b: number): number => a - b

function groupsOf(
  ascending: readonly number[],
  plan: TopologyPlan,
  seed: Uint8Array,
): readonly (readonly number[])[] {
  if (plan.kind === 'singles') return ascending.map((index) => [index])
  if (plan.kind !== 'groups') return [ascending]
  const order = permute(ascending, seed)
  const greater = order.length - plan.count * plan.size
  let start = 0
  return Array.from({ length: plan.count }, (_, number) => {
    const size = plan.size + (number < greater ? 1 : 0)
    start += size
    return order.slice(start - size, start).sort(byValue)
  })
}

function thresholdIn(plan: TopologyPlan, size: number): number {
  if (plan.kind === 'singles') return 1
  if (plan.kind !== 'groups') return plan.threshold
  return size > plan.size ? plan.thresholds[1] : plan.thresholds[0]
}

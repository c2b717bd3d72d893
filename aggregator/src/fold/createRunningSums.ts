import { addVectors, type Lanes } from '@vain/crypto'
import type { Masker, Topology } from '@vain/protocol'

/** Sums of masked vectors, one a group, that grow by one vector at a time. */
export type RunningSum = {
  has(sender: number): boolean
  /** Adds a sender's words to the sum of its group, once. */
  add(sender: number, words: Uint32Array): void
  /** A copy of a group's sum, fit for the masker, if it is that of exactly these senders. */
  of(group: number, senders: readonly number[]): Uint32Array | undefined
}

/** Running sums by what they are bound to; only the newest are kept. */
export type RunningSums = {
  /**
   * @param name - what the vectors are bound to: the context of their round
   * @param topology - of their round
   * @param lanes - bits of a lane in them
   */
  open(name: string, topology: Topology, lanes: Lanes): RunningSum
}

/** Sums in memory: one vector a group, however many are in them. */
export function createRunningSums({ allocate }: Pick<Masker, 'allocate'>): RunningSums {
  let kept: { readonly name: string; readonly sum: RunningSum } | undefined
  return {
    open(name, topology, lanes) {
      if (kept?.name !== name) kept = { name, sum: createSum(topology, lanes, allocate) }
      return kept.sum
    },
  }
}

function createSum(
  { groups, groupOf }: Topology,
  lanes: Lanes,
  allocate: Masker['allocate'],
): RunningSum {
  const totals = new Map<number, Uint32Array>()
  const inside = new Set<number>()
  return {
    has: (sender) => inside.has(sender),
    add(sender, words) {
      const group = groupOf(sender)
      if (inside.has(sender) || group === undefined) return
      inside.add(sender)
      // What stands alone is no sum: it is read again rather than held in memory.
      if (groups[group]?.length === 1) return
      const total = totals.get(group)
      if (total === undefined) totals.set(group, words.slice())
      else addVectors(total, words, lanes)
    },
    of(group, senders) {
      const added = (groups[group] ?? []).filter((member) => inside.has(member))
      const isSame = added.length === senders.length && senders.every((one) => inside.has(one))
      const total = isSame ? totals.get(group) : undefined
      if (total === undefined) return undefined
      const copy = allocate(total.length)
      copy.set(total)
      return copy
    },
  }
}

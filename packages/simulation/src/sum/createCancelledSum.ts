import { canStand, packLanes, zeroHash } from '@vain/protocol'
import { createTotals } from './createTotals.ts'
import type { RoundSum, SumTerms } from './roundSum.ts'

/**
 * The sum without its masks, which cancel exactly: who is in it, and whether it can be opened,
 * follows from the topology and thresholds as with them.
 */
export function createCancelledSum(terms: SumTerms): RoundSum {
  const { topology, numbers } = terms
  const totals = createTotals(terms)
  let roster: readonly number[] = []
  let u1: readonly number[] = []
  let u2: readonly number[] = []
  const isReached = (member: number, among: readonly number[]): boolean => {
    const set = new Set(among)
    const others = topology.neighboursOf(member).filter((peer) => set.has(peer))
    return others.length + 1 >= topology.thresholdOf(member)
  }
  return {
    advertise(members) {
      roster = members.toSorted((a, b) => a - b)
    },
    share(members) {
      u1 = members.filter((member) => isReached(member, roster)).toSorted((a, b) => a - b)
      return u1
    },
    settle(members) {
      u2 = members.toSorted((a, b) => a - b)
      for (;;) {
        const kept = u2.filter((member) => isReached(member, u2))
        if (kept.length === u2.length) break
        u2 = kept
      }
      if (!canStand(terms, u2)) u2 = []
      return u2
    },
    add: (member, lanes) => totals.add(member, packLanes(lanes, numbers.laneBits)),
    roots: () => ({ roster: zeroHash, share: zeroHash, masks: zeroHash }),
    open(there) {
      const present = new Set(there)
      const kept = new Set(u2)
      const dropped = u1.filter((member) => !kept.has(member))
      // Seeds of the vanished, and of those dropped whose masks their vectors still carry.
      const vanished = u2.filter((member) => !present.has(member))
      const bare = vanished.flatMap((member) => {
        const near = new Set(topology.neighboursOf(member))
        return [member, ...dropped.filter((other) => near.has(other))]
      })
      const holders = (of: number): number =>
        topology.neighboursOf(of).filter((peer) => present.has(peer)).length
      if (bare.some((member) => holders(member) < topology.thresholdOf(member))) return undefined
      const groups = new Set(u2.map((member) => topology.groupOf(member) ?? 0))
      return totals.sums([...groups].sort((a, b) => a - b))
    },
  }
}

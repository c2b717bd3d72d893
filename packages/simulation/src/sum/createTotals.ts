import { addVectors } from '@vain/crypto'
import { type GroupSum, plainSettings, unpackLanes, vectorWords } from '@vain/protocol'
import type { SumTerms } from './roundSum.ts'

/** Running sums of the groups of a round, in words. */
export type Totals = {
  add(member: number, words: Uint32Array): void
  /** The words of a group, which masks may be taken off. */
  wordsOf(group: number): Uint32Array
  /** Sums of these groups. */
  sums(groups: readonly number[]): readonly GroupSum[]
}

/** Adds vectors as they come, so that no more than one a group is kept. */
export function createTotals({ topology, width, numbers }: SumTerms): Totals {
  const sized = { ...plainSettings, parameters: width, numbers }
  const totals = new Map<number, { words: Uint32Array; count: number }>()
  const totalOf = (group: number) => {
    const total = totals.get(group) ?? { words: new Uint32Array(vectorWords(sized)), count: 0 }
    totals.set(group, total)
    return total
  }
  return {
    add(member, words) {
      const total = totalOf(topology.groupOf(member) ?? 0)
      addVectors(total.words, words, numbers.laneBits)
      total.count++
    },
    wordsOf: (group) => totalOf(group).words,
    sums: (groups) =>
      groups.map((group) => {
        const { words, count } = totalOf(group)
        return { group, survivors: count, sum: unpackLanes(words, sized) }
      }),
  }
}

import { concatBytes } from '@vain/base'
import { fromWords } from './vector.ts'

/** What a group of a round's survivors put in, added up. */
export type GroupSum = {
  /** Number of the group in the round's topology; 0 if there is one only. */
  readonly group: number
  /** How many updates are in the sum. */
  readonly survivors: number
  /** `d + 1` signed words, the last one being the total weight. */
  readonly sum: Int32Array
}

/** What is published as the sum of a round: those of its opened groups, ascending, end to end. */
export function sumBytes(sums: readonly GroupSum[]): Uint8Array {
  return concatBytes(...sums.map(({ sum }) => fromWords(sum)))
}

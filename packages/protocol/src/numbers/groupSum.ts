/** What a group of a round's survivors put in, added up. */
export type GroupSum = {
  /** Number of the group in the round's topology; 0 if there is one only. */
  readonly group: number
  /** How many updates are in the sum. */
  readonly survivors: number
  /** `d + 1` signed words, the last one being the total weight. */
  readonly sum: Int32Array
}

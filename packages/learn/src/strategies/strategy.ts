/** What a member knows when it has trained. */
export type Trained = {
  /** The model that it began with, `d` values. */
  readonly start: Float32Array
  /** The model that it came to. */
  readonly end: Float32Array
  /** Local steps, at least 1. */
  readonly steps: number
  /** η of these steps. */
  readonly learningRate: number
  /** ρ of these steps. */
  readonly momentum: number
  /** L2 norm that an update may have; any if it is left out. */
  readonly greatestNorm?: number
}

/** What a member sends, and what it keeps for the next round that it takes part in. */
export type Sent = {
  /** `width(d)` values; they are clipped, rounded and masked together. */
  readonly update: Float32Array
  readonly own: Float32Array
  /** The update as it travels, where nothing masks it and fewer bytes will do. */
  readonly message?: Uint8Array
}

/**
 * How a federation learns, beyond how one member does: pure, for the members and for whoever
 * applies a sum.
 *
 * All that a strategy asks of the sum of a round is the weighted mean of what members sent, so it
 * works under masking as it stands wherever its file says nothing else.
 */
export type Strategy = {
  /** Whether a member counts by its examples or as one. */
  readonly weighting: 'examples' | 'members'
  /** Words that everyone has of the federation: the `d` parameters first. */
  publishedWords(parameters: number): number
  /** Words of what a member keeps to itself from round to round, zero at first. */
  ownWords(parameters: number): number
  /** Numbers that a member sends. */
  width(parameters: number): number
  /** What is added to each of a member's gradients; undefined for nothing. */
  steer(published: Float32Array, own: Float32Array): Float32Array | undefined
  /** What a member sends. */
  send(trained: Trained, published: Float32Array, own: Float32Array): Sent
  /** What everyone has after a round, from the mean of what was sent. */
  step(published: Float32Array, mean: Float32Array): Float32Array
}

/** A vector made value by value. */
export function vectorOf(length: number, value: (j: number) => number): Float32Array {
  const values = new Float32Array(length)
  for (let j = 0; j < length; j++) values[j] = value(j)
  return values
}

/** The cast cannot fail where the index is below the length. */
export const at = (values: Float32Array, j: number): number => values[j] as number

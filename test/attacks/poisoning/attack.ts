import type { Dataset } from '@vain/learn'

/**
 * What a malicious member knows when it decides what to send: everything that it could hope for.
 * Under masks it would not see the updates of the honest, and have to guess them from its own data.
 */
export type Scene = {
  /** Updates of all honest members in this round. */
  readonly honest: readonly Float32Array[]
  /** What its own training gave. */
  readonly own: Float32Array
  readonly members: number
  /** How many work together, all by the same attack. */
  readonly malicious: number
}

/** A way to poison a model: by the data, by the update, or both. */
export type Attack = {
  readonly name: string
  /** What it trains on in place of its data. */
  poison?(data: Dataset): Dataset
  /** Passes over its data; one, as everybody, when left out. */
  readonly epochs?: number
  /** What it sends in place of its update, before clipping and rounding. */
  craft?(scene: Scene): Float32Array
}

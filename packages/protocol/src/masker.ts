import { applyMasks, type Lanes, type MaskStream } from '@vain/crypto'

/** Where masks are applied: a host may have threads for it. */
export type Masker = {
  /** A vector of zeros, in memory that `apply` can hand on. */
  allocate(words: number): Uint32Array
  /** Like `applyMasks`, in place. After an error the words are spoilt. */
  apply(words: Uint32Array, streams: readonly MaskStream[], lanes?: Lanes): Promise<void>
}

/** Applies masks at once, on the calling thread. */
export const plainMasker: Masker = {
  allocate: (words) => new Uint32Array(words),
  apply: async (words, streams, lanes = 32) => applyMasks(words, streams, { lanes }),
}

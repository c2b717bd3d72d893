import type { Secret } from '@vain/base'

/** Bits of a lane: a word of a vector is one number of 32 bits, or two of 16, the low one first. */
export type Lanes = 16 | 32

/** One mask over a vector: the ChaCha20 stream of a 32-byte key, added or subtracted. */
export type MaskStream = { readonly key: Secret<Uint8Array>; readonly sign: 1 | -1 }

/**
 * The inner loops of masking. There are three, bit for bit the same: by the platform's cipher, in
 * WebAssembly, and in plain JavaScript. Arguments were checked by the caller.
 */
export type Kernel = {
  /**
   * Applies the streams to the words, in place; `words[0]` is word `firstWord` of the streams.
   *
   * Goes over the vector once, window by window, whatever the number of streams. Leaves nothing
   * behind: key, keystream and what is half masked are wiped.
   */
  applyStreams(
    words: Uint32Array,
    streams: readonly MaskStream[],
    firstWord: number,
    lanes: Lanes,
  ): void
  /** Adds a vector of the same length, in place, lane by lane. */
  add(total: Uint32Array, vector: Uint32Array, lanes: Lanes): void
}

export const blockBytes = 64
export const blockWords = 16

/**
 * Words of a window. With its keystream, what the cipher reads and what it writes it takes 256 KiB,
 * half of the second-level cache of a small processor. Measured: 16 KiB are 20 % slower, 256 KiB
 * not faster. A multiple of a block.
 */
export const windowWords = 16_384

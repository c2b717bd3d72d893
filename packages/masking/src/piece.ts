import type { Lanes } from '@vain/crypto'

/** Words that one thread takes at a time, and the streams that go over them. */
export type Piece = {
  readonly words: SharedArrayBuffer
  /** In words, from the beginning of the memory. */
  readonly offset: number
  readonly length: number
  /** Which word of the streams the first word takes. */
  readonly firstWord: number
  readonly lanes: Lanes
  /** 32 bytes a stream. Shared, so that whoever made them can wipe every copy there is. */
  readonly keys: SharedArrayBuffer
  readonly signs: readonly (1 | -1)[]
}

/** Cuts `length` words into pieces of at most `most`: where each starts and how long it is. */
export function cut(length: number, most: number): { start: number; length: number }[] {
  return Array.from({ length: Math.ceil(length / most) }, (_, i) => ({
    start: i * most,
    length: Math.min(most, length - i * most),
  }))
}

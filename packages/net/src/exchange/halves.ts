import type { Hash } from 'node:crypto'

/** What has come of bytes that are still wanted. */
export type Half = {
  /** The first ones, without a gap. */
  readonly bytes: Uint8Array
  /** SHA-256 of those so far; whoever takes the half goes on with it. */
  readonly hash: Hash
}

/** Room for transfers that broke off. */
export type Halves = {
  /** Hands out what was kept, which is then kept no more. */
  take(key: string): Half | undefined
  /** Keeps it, in place of what is there, unless there is no room. */
  keep(key: string, half: Half): void
}

/**
 * Halves within bounds.
 *
 * Where there is no room for another one those that are there stay: they are asked for in turn, so
 * whichever had to go would be the next one wanted.
 *
 * @param limits.maxBytes - what all of them may take together
 * @param limits.maxAgeMs - what nobody has asked for in that time goes, at the next call
 * @param nowMs - a clock that never goes back
 */
export function createHalves(
  { maxBytes, maxAgeMs }: { readonly maxBytes: number; readonly maxAgeMs: number },
  nowMs: () => number,
): Halves {
  // In the order in which they were kept.
  const kept = new Map<string, { readonly half: Half; readonly atMs: number }>()
  let keptBytes = 0

  function drop(key: string): Half | undefined {
    const half = kept.get(key)?.half
    kept.delete(key)
    keptBytes -= half?.bytes.length ?? 0
    return half
  }
  function dropOld(): void {
    for (const [key, { atMs }] of kept) {
      if (nowMs() - atMs <= maxAgeMs) return
      drop(key)
    }
  }
  return {
    take(key) {
      dropOld()
      return drop(key)
    },
    keep(key, half) {
      dropOld()
      drop(key)
      if (keptBytes + half.bytes.length > maxBytes) return
      kept.set(key, { half, atMs: nowMs() })
      keptBytes += half.bytes.length
    },
  }
}

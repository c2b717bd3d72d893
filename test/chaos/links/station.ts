/** What a link does to whoever stands behind it, in both directions. */
export type Shape = {
  /** Time that a byte takes, milliseconds. */
  readonly delayMs: number
  /** Up to so much more, another amount for each chunk, milliseconds. */
  readonly jitterMs: number
  /** Bytes a second, for all connections together and each direction; Infinity is no bound. */
  readonly bytesPerSecond: number
  /**
   * Chance, 0 … 1, that a chunk comes a retransmission later: what loss of a packet looks like from
   * behind TCP.
   */
  readonly stallChance: number
  /** Nothing passes; what was sent meanwhile follows when it no longer is. */
  readonly isCut: boolean
}

/** A link that does nothing. */
export const clearLink: Shape = {
  delayMs: 0,
  jitterMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  stallChance: 0,
  isCut: false,
}

/** First retransmission time-out of Linux, milliseconds; it doubles each time. */
const retransmitMs = 200
const mostRetransmits = 4

/** A place that links begin and end at. */
export type Station = {
  readonly shape: Shape
  setShape(shape: Shape): void
  /** Calls `listener` after every change of the shape. @returns a function that ends it */
  onChange(listener: () => void): () => void
  /**
   * When a chunk has passed this station, milliseconds.
   *
   * @param atMs - when it reaches it
   */
  pass(direction: 'out' | 'in', bytes: number, atMs: number): number
}

/** @param random - numbers in [0, 1) */
export function createStation(random: () => number): Station {
  const listeners = new Set<() => void>()
  const freeAtMs = { out: 0, in: 0 }
  let shape = clearLink

  function stallMs(): number {
    let total = 0
    for (let i = 0; i < mostRetransmits && random() < shape.stallChance; i++)
      total += retransmitMs * 2 ** i
    return total
  }

  return {
    get shape() {
      return shape
    },
    setShape(next) {
      shape = next
      freeAtMs.out = 0
      freeAtMs.in = 0
      for (const listener of [...listeners]) listener()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    pass(direction, bytes, atMs) {
      const begin = Math.max(atMs, freeAtMs[direction])
      const sentMs = begin + (bytes / shape.bytesPerSecond) * 1_000
      freeAtMs[direction] = sentMs
      return sentMs + shape.delayMs + shape.jitterMs * random() + stallMs()
    },
  }
}

import { addWords } from '@vain/crypto'

/** A sum of masked vectors that grows by one vector at a time. */
export type RunningSum = {
  has(sender: number): boolean
  /** Adds a sender's words, once. */
  add(sender: number, words: Uint32Array): void
  /** A copy of the sum, if it is that of exactly these senders. */
  of(senders: readonly number[]): Uint32Array | undefined
}

/** Running sums by what they are bound to; only the newest is kept. */
export type RunningSums = {
  /**
   * @param name - what the vectors are bound to: the context of their round
   * @param length - words of a vector
   */
  open(name: string, length: number): RunningSum
}

/** Sums mod 2³² in memory: one vector each, however many are in them. */
export function createRunningSums(): RunningSums {
  let kept: { readonly name: string; readonly sum: RunningSum } | undefined
  return {
    open(name, length) {
      if (kept?.name !== name) kept = { name, sum: createSum(length) }
      return kept.sum
    },
  }
}

function createSum(length: number): RunningSum {
  const total = new Uint32Array(length)
  const inside = new Set<number>()
  return {
    has: (sender) => inside.has(sender),
    add(sender, words) {
      if (inside.has(sender)) return
      addWords(total, words)
      inside.add(sender)
    },
    of: (senders) =>
      senders.length === inside.size && senders.every((sender) => inside.has(sender))
        ? total.slice()
        : undefined,
  }
}

/** Places for work that must not all go on at once. */
export type Slots = {
  /** Waits for a place, holds it during `work`, and gives it back however that ends. */
  hold<T>(work: () => Promise<T>): Promise<T>
}

/** `count` places, given away in the order in which they were asked for. */
export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = []
  let free = count
  return {
    async hold(work) {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next === undefined) free++
        else next()
      }
    },
  }
}

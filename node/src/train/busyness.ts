/** Whether work is under way. */
export type Busyness = {
  /** Counts as work until it ends. */
  during<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when nothing is under way. */
  untilIdle(): Promise<void>
}

/** Nothing is under way at first. */
export function createBusyness(): Busyness {
  let underWay = 0
  let idle = Promise.withResolvers<void>()
  return {
    async during(work) {
      underWay++
      try {
        return await work()
      } finally {
        underWay--
        if (underWay === 0) {
          idle.resolve()
          idle = Promise.withResolvers()
        }
      }
    },
    async untilIdle() {
      // More of it may have begun before whoever waits has its turn.
      while (underWay > 0) await idle.promise
    },
  }
}

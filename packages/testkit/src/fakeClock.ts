import type { Clock } from '@vain/base'

/** A clock that stands still until it is told to move. */
export type FakeClock = Clock & {
  /**
   * Moves time and wakes whoever sleeps until then, one after the other in the order of their
   * times, each with enough room to go on before the next one wakes.
   */
  advance(ms: number): Promise<void>
  /** How many are asleep. */
  sleepers(): number
}

type Sleeper = { readonly at: number; readonly wake: () => void }

/** @param startMs - milliseconds since the Unix epoch */
export function createFakeClock(startMs = 1_800_000_000_000): FakeClock {
  let now = startMs
  const sleepers = new Set<Sleeper>()
  return {
    now: () => now,
    sleepers: () => sleepers.size,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason)
      return new Promise((resolve, reject) => {
        const end = (): void => {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        const wake = (): void => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', end)
          resolve()
        }
        const sleeper = { at: now + ms, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', end, { once: true })
      })
    },
    async advance(ms) {
      const target = now + ms
      for (;;) {
        // Those who were told to go on may have gone back to sleep until before the target.
        await new Promise((resolve) => setImmediate(resolve))
        const [next] = [...sleepers].sort((a, b) => a.at - b.at)
        if (next === undefined || next.at > target) break
        now = next.at
        next.wake()
      }
      now = target
    },
  }
}

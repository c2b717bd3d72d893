import type { Clock } from '@vain/base'

/** A clock that stands still until it is moved. */
export type ManualClock = Clock & { advance(ms: number): void }

export function createManualClock(): ManualClock {
  const sleepers = new Set<{ readonly atMs: number; readonly wake: () => void }>()
  let now = 1_000_000
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { atMs: now + ms, wake: resolve }
        if (signal?.aborted) return reject(signal.reason)
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(signal.reason)
        })
      }),
    advance(ms) {
      now += ms
      for (const sleeper of [...sleepers])
        if (sleeper.atMs <= now) {
          sleepers.delete(sleeper)
          sleeper.wake()
        }
    },
  }
}

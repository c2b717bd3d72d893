import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock, RandomSource } from '@vain/base'

/**
 * The machine's clock as it was when the process began, and the time that has passed since: it takes
 * no part in corrections, which would stretch a pause of seconds to hours.
 */
export const systemClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted()
    try {
      await wait(ms, undefined, signal && { signal })
    } catch (error) {
      // Node rejects with an error of its own; the port promises the signal's reason.
      signal?.throwIfAborted()
      throw error
    }
  },
}

/** Random bytes of the operating system. */
export const systemRandom: RandomSource = (length) => new Uint8Array(randomBytes(length))

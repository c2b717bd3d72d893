import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock, RandomSource } from '@vain/base'

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
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

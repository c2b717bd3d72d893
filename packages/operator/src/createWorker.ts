import type { Clock, Log } from '@vain/base'

/** Level-triggered work: it looks at the present state of things whenever something changed. */
export type Worker = {
  /** Something may have changed: runs the work soon, and once more if it is running now. */
  poke(): void
  /** Ends it; resolves when the work that was running has ended. */
  stop(): Promise<void>
}

/** When to look again though nothing changed, in milliseconds, 0 at once; undefined: when poked. */
export type Again = number | undefined

const firstPauseMs = 1_000
const longestPauseMs = 8_000

/**
 * Runs `work` one at a time, first when poked. A failure is logged and the work is run again after
 * a pause that grows, poked or not, so `work` has to be repeatable.
 */
export function createWorker(
  deps: { readonly clock: Clock; readonly log: Log },
  work: (signal: AbortSignal) => Promise<Again>,
): Worker {
  const stopping = new AbortController()
  const { signal } = stopping
  let poked = Promise.withResolvers<void>()

  let failures = 0

  async function once(): Promise<Again> {
    try {
      const again = await work(signal)
      failures = 0
      return again
    } catch (error) {
      if (signal.aborted) return undefined
      deps.log.warn('work failed and will be tried again', { error })
      const pauseMs = Math.min(firstPauseMs * 2 ** failures++, longestPauseMs)
      await deps.clock.sleep(pauseMs, signal).catch(() => undefined)
      return 0
    }
  }

  async function loop(): Promise<void> {
    let again: Again
    while (!signal.aborted) {
      await idle(deps.clock, poked.promise, again, signal)
      if (signal.aborted) return
      poked = Promise.withResolvers()
      again = await once()
    }
  }

  const running = loop()
  return {
    poke: () => poked.resolve(),
    async stop() {
      stopping.abort()
      poked.resolve()
      await running
    },
  }
}

async function idle(
  clock: Clock,
  poked: Promise<void>,
  again: Again,
  signal: AbortSignal,
): Promise<void> {
  if (again === undefined) return poked
  if (again === 0) return
  const awake = new AbortController()
  const pause = clock.sleep(again, AbortSignal.any([signal, awake.signal])).catch(() => undefined)
  await Promise.race([poked, pause])
  awake.abort()
}

import { type Clock, type Log, VainError } from '@vain/base'

/** Between two tries, milliseconds. */
const retryMs = 1_000

/**
 * Tries something again until what it needs is there.
 *
 * @param deps - `signal` ends the waiting
 * @param codes - of the errors that say it is not there
 * @param message - what is logged the first time
 * @throws what `work` throws otherwise
 */
export async function untilThere<T>(
  deps: { readonly log: Log; readonly clock: Clock; readonly signal: AbortSignal },
  codes: readonly string[],
  message: string,
  work: () => Promise<T>,
): Promise<T> {
  const { log, clock, signal } = deps
  for (let tries = 1; ; tries++)
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof VainError) || !codes.includes(error.code)) throw error
      if (tries === 1) log.warn(message, { error })
      await clock.sleep(retryMs, signal)
    }
}

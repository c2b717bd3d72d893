import { type Clock, type Log, VainError } from '@vain/base'

const firstPauseMs = 500
const longestPauseMs = 10_000

/**
 * Errors of a chain that is away, that was asked between two blocks, or that has not got round to a
 * transaction.
 */
const passing: ReadonlySet<string> = new Set([
  'chain/unreachable',
  'chain/too-long',
  'chain/rpc-error',
  'chain/not-included',
])

/**
 * Repeats `work` as long as the chain is away. `work` has to be repeatable: it may have had its
 * effect although it failed.
 *
 * @throws what `work` throws, if that does not pass by waiting; the signal's reason
 */
export async function persist<T>(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof VainError) || !passing.has(error.code)) throw error
      // Said once: the follower tells when the chain is back.
      if (pauseMs === firstPauseMs) log.warn('waiting for the chain', { reason: error.message })
    }
    await clock.sleep(pauseMs, signal)
  }
}

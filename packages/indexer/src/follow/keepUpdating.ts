import { type Clock, type Log, VainError } from '@vain/base'

/** Longest pause while the chain is away, milliseconds. */
const maxPauseMs = 5_000

/**
 * Brings an index up to date again and again until the signal is aborted. What fails is tried again:
 * the chain moved meanwhile, or it is away, which is logged once when it begins and ends.
 *
 * @param pollMs - pause between two looks at the chain, milliseconds
 */
export async function keepUpdating(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  update: () => Promise<void>,
  pollMs: number,
  signal: AbortSignal,
): Promise<void> {
  let [pauseMs, isAway] = [pollMs, false]
  while (!signal.aborted) {
    try {
      await update()
      if (isAway) log.info('the chain is back')
      ;[pauseMs, isAway] = [pollMs, false]
    } catch (error) {
      if (signal.aborted) return
      if (!isReorganised(error)) {
        if (!isAway) log.warn('the index cannot follow the chain', { error })
        ;[pauseMs, isAway] = [Math.min(2 * pauseMs, maxPauseMs), true]
      }
    }
    await clock.sleep(pauseMs, signal).catch(() => undefined)
  }
}

const isReorganised = (error: unknown): boolean =>
  error instanceof VainError && error.code === 'chain/reorganised'

import { type Clock, type Log, VainError } from '@vain/base'

/** Longest pause while the chain or the database is away, milliseconds. */
const maxPauseMs = 5_000

/**
 * Brings an index up to date again and again until the signal is aborted. What fails is tried again:
 * the chain moved meanwhile, or it or the database is away, which is logged once when it begins and ends.
 *
 * @param deps - `onAway` is told whenever a look has failed, or not any more
 * @param pollMs - pause between two looks at the chain, milliseconds
 */
export async function keepUpdating(
  {
    clock,
    log,
    onAway,
  }: { readonly clock: Clock; readonly log: Log; readonly onAway: (isAway: boolean) => void },
  update: () => Promise<void>,
  pollMs: number,
  signal: AbortSignal,
): Promise<void> {
  let [pauseMs, isAway] = [pollMs, false]
  while (!signal.aborted) {
    try {
      await update()
      if (isAway) log.info('the index follows the chain again')
      ;[pauseMs, isAway] = [pollMs, false]
      onAway(isAway)
    } catch (error) {
      if (signal.aborted) return
      if (!isReorganised(error)) {
        if (!isAway) log.warn('the index cannot follow the chain', { error })
        ;[pauseMs, isAway] = [Math.min(2 * pauseMs, maxPauseMs), true]
        onAway(isAway)
      }
    }
    await clock.sleep(pauseMs, signal).catch(() => undefined)
  }
}

const isReorganised = (error: unknown): boolean =>
  error instanceof VainError && error.code === 'chain/reorganised'

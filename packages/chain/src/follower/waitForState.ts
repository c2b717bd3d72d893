import { type Clock, VainError } from '@vain/base'
import type { ChainState } from './advance.ts'
import type { Follower } from './createFollower.ts'

export type WaitOptions = {
  /** Longest wait, milliseconds. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** The first state, the present one included, for which `predicate` holds. */
export function waitForState(
  deps: {
    readonly clock: Clock
    readonly follower: Pick<Follower, 'view' | 'onChange'>
    /** Aborted, with the reason, when there will be no more states. */
    readonly ended: AbortSignal
  },
  predicate: (state: ChainState) => boolean,
  options: WaitOptions,
): Promise<ChainState> {
  const { clock, follower, ended } = deps
  const done = new AbortController()
  const given = options.signal ? [options.signal, ended] : [ended]
  const end = AbortSignal.any([...given, done.signal])
  const wait = new Promise<ChainState>((resolve, reject) => {
    const check = (state: ChainState): void => {
      try {
        if (predicate(state)) resolve(state)
      } catch (error) {
        reject(error)
      }
    }
    done.signal.addEventListener('abort', follower.onChange(check))
    end.addEventListener('abort', () => reject(end.reason))
    if (end.aborted) reject(end.reason)
    else check(follower.view)
    clock.sleep(options.timeoutMs, end).then(
      () => reject(lateError(options.timeoutMs)),
      // Ended before the time was over: the promise is settled by then.
      () => undefined,
    )
  })
  return wait.finally(() => done.abort())
}

function lateError(timeoutMs: number): VainError {
  return new VainError('chain/wait-timeout', `the chain did not get there within ${timeoutMs} ms`, {
    timeoutMs,
  })
}

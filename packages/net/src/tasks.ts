import { setMaxListeners } from 'node:events'
import { VainError } from '@vain/base'

/** Work in progress: each piece has a time limit, and all of it ends when the network stops. */
export type Tasks = {
  /**
   * Runs `use` and settles with it, at the latest after `timeoutMs`, when `outer` is aborted or on
   * `stop`; the signal it gets is aborted in all these cases, and whenever it has settled.
   *
   * @throws {VainError} `net/timeout`, `net/closed`; what `use` throws; the reason of `outer`
   */
  run<T>(
    timeoutMs: number,
    use: (signal: AbortSignal) => Promise<T>,
    outer?: AbortSignal,
  ): Promise<T>
  /** Aborts everything and refuses new work. */
  stop(): void
}

/** No work yet. */
export function createTasks(): Tasks {
  const live = new Set<AbortController>()
  let stopped = false
  return {
    async run(timeoutMs, use, outer) {
      if (stopped) throw closed()
      outer?.throwIfAborted()
      const controller = new AbortController()
      const { signal } = controller
      // One exchange hangs many short-lived listeners on its signal; that is no leak.
      setMaxListeners(0, signal)
      const timer = setTimeout(() => controller.abort(timedOut(timeoutMs)), timeoutMs)
      const forward = (): void => controller.abort(outer?.reason)
      outer?.addEventListener('abort', forward)
      live.add(controller)
      try {
        return await Promise.race([use(signal), aborted(signal)])
      } catch (error) {
        throw signal.aborted ? signal.reason : error
      } finally {
        clearTimeout(timer)
        outer?.removeEventListener('abort', forward)
        live.delete(controller)
        controller.abort()
      }
    },
    stop() {
      stopped = true
      for (const controller of live) controller.abort(closed())
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function timedOut(timeoutMs: number): VainError {
  return new VainError('net/timeout', `nothing came of it in ${timeoutMs} ms`, { timeoutMs })
}

function closed(): VainError {
  return new VainError('net/closed', 'the network is stopped', {})
}

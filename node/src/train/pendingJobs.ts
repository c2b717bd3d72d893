import type { JobHooks, Progress } from '@vain/learn'

/** What starts and aborts a job at the other side. */
export type JobActions = {
  begin(job: number): void
  abort(job: number): void
  /** What to do if an abort is not answered. */
  readonly unanswered: { readonly afterMs: number; act(): void }
}

/** Jobs that wait for an answer, by number. */
export type PendingJobs = {
  /**
   * Begins a job.
   *
   * @returns a promise of its answer; it rejects with the signal's reason as soon as that is
   *   aborted, whether or not the other side answers
   */
  add(hooks: JobHooks, actions: JobActions): Promise<unknown>
  progress(job: number, progress: Progress): void
  resolve(job: number, result: unknown): void
  reject(job: number, error: Error): void
  /** Rejects every job that has not been answered. */
  rejectAll(error: Error): void
}

type Pending = {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
  readonly onProgress: JobHooks['onProgress']
  /** Takes off the listener and the timer. */
  readonly release: () => void
}

/** Calls `act` when the signal is aborted; returns what undoes that. */
function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  signal?.addEventListener('abort', act, { once: true })
  return () => signal?.removeEventListener('abort', act)
}

function begin(jobs: Map<number, Pending>, job: number, hooks: JobHooks, actions: JobActions) {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const { signal, onProgress } = hooks
  const { unanswered } = actions
  let timer: NodeJS.Timeout | undefined
  const forget = onAbort(signal, () => {
    actions.abort(job)
    timer = setTimeout(unanswered.act, unanswered.afterMs).unref()
    reject(signal?.reason)
  })
  const release = (): void => {
    forget()
    clearTimeout(timer)
  }
  jobs.set(job, { resolve, reject, onProgress, release })
  actions.begin(job)
  return promise
}

/** An empty set of jobs. */
export function createPendingJobs(): PendingJobs {
  const jobs = new Map<number, Pending>()
  let next = 0
  const take = (job: number): Pending | undefined => {
    const pending = jobs.get(job)
    jobs.delete(job)
    pending?.release()
    return pending
  }
  return {
    async add(hooks, actions) {
      hooks.signal?.throwIfAborted()
      return begin(jobs, next++, hooks, actions)
    },
    progress(job, progress) {
      jobs.get(job)?.onProgress?.(progress)
    },
    resolve: (job, result) => take(job)?.resolve(result),
    reject: (job, error) => take(job)?.reject(error),
    rejectAll(error) {
      for (const job of [...jobs.keys()]) take(job)?.reject(error)
    },
  }
}

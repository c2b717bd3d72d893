import type { Meter } from '@vain/base'
import { nodeMetrics } from './nodeMetrics.ts'

type Job = (request: never, hooks?: { readonly signal?: AbortSignal }) => Promise<unknown>

/** Names of the jobs of a trainer that are measured. */
type Jobs = Readonly<Record<string, string>>

/** The same trainer, with its jobs counted and timed. */
export function measureTrainer<T extends object>(trainer: T, jobs: Jobs, meter: Meter): T {
  const { jobs: ended, duration, running } = meter.open(nodeMetrics)
  let count = 0
  running.follow(() => [[{}, count]])

  function measured(work: string, job: Job): Job {
    return async (request, hooks) => {
      const beganMs = performance.now()
      count += 1
      try {
        const result = await job(request, hooks)
        ended.add({ work, outcome: 'done' })
        duration.observe({ work }, (performance.now() - beganMs) / 1_000)
        return result
      } catch (error) {
        ended.add({ work, outcome: hooks?.signal?.aborted === true ? 'ended' : 'failed' })
        throw error
      } finally {
        count -= 1
      }
    }
  }

  const works = Object.entries(jobs).map(([method, work]) => [
    method,
    measured(work, trainer[method as keyof T] as Job),
  ])
  return { ...trainer, ...Object.fromEntries(works) }
}

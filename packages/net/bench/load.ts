import { monitorEventLoopDelay } from 'node:perf_hooks'
import { seconds } from './peer.ts'

/** What some work took of this process. */
export type Load = {
  readonly seconds: number
  /** The 99th percentile of the delays of its event loop. */
  readonly lagMs: number
  readonly peakBytes: number
  /** Processors that it had, of all its threads: less than it wanted where others had them. */
  readonly processor: number
}

/** Does it and watches. */
export async function watched(work: () => Promise<unknown>): Promise<Load> {
  const lag = monitorEventLoopDelay({ resolution: 10 })
  let peakBytes = 0
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
  }, 20)
  const before = process.cpuUsage()
  lag.enable()
  const time = await seconds(work)
  lag.disable()
  const { user, system } = process.cpuUsage(before)
  clearInterval(watch)
  const processor = (user + system) / 1e6 / time
  return { seconds: time, lagMs: lag.percentile(99) / 1e6, peakBytes, processor }
}

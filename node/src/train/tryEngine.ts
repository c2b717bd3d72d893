import type { Dataset, Engine, JobHooks, TrainJob } from '@vain/learn'
import type { Trial } from './messages.ts'

/** Batches of a trial, and how often it goes through them; the first time is not measured. */
const [batches, passes] = [4, 4]

/** Progress within so long is of steps that were taken together. */
const togetherMs = 0.1

/** The first examples, at most so many. */
function firstOf(data: Dataset, most: number): Dataset {
  const count = Math.min(data.count, most)
  const { inputs, labels, inputSize, labelSize = 1 } = data
  return {
    ...data,
    count,
    inputs: inputs.subarray(0, count * inputSize),
    labels: labels.subarray(0, count * labelSize),
  }
}

/**
 * Lets an engine take some steps of a job, and looks at the clock.
 *
 * @param now - clock in ms
 */
export async function tryEngine(
  engine: Engine,
  job: TrainJob,
  hooks: JobHooks,
  now: () => number,
): Promise<Trial> {
  const data = firstOf(job.data, batches * job.batchSize)
  const measuredFrom = Math.ceil(data.count / job.batchSize)
  let [beganMs, began, endedMs] = [0, 0, 0]
  const { losses } = await engine.train(
    { ...job, data, epochs: passes },
    {
      ...hooks,
      onProgress(progress) {
        endedMs = now()
        if (progress.step >= measuredFrom && began === 0) beganMs = endedMs
        // Steps that an engine took together are told at one time: none of them is measured.
        if (progress.step >= measuredFrom && endedMs - beganMs < togetherMs) began = progress.step
        hooks.onProgress?.(progress)
      },
    },
  )
  const steps = Math.max(1, losses.length - began)
  return { losses, stepMs: (endedMs - beganMs) / steps, rssBytes: process.memoryUsage.rss() }
}

import { concatBytes, toUint, VainError } from '@vain/base'
import { createDraws, shuffle } from '../random/draws.ts'
import { batchesOf } from './batches.ts'
import type { JobHooks, TrainJob, TrainResult } from './engine.ts'
import { assertCommon, assertJob, readScalar } from './job.ts'
import { dimensionsOf, type Program, readInitialState, type Steps, type Told } from './program.ts'
import type { JobKind } from './runJob.ts'
import { createStepSeeds } from './stepSeeds.ts'

function assertTrainJob(job: TrainJob): void {
  assertCommon(job)
  const { epochs, learningRate, seed, steps } = job
  assertJob(Number.isInteger(epochs) && epochs > 0, 'the epochs are not positive', { epochs })
  assertJob(learningRate > 0 && learningRate < 1e3, 'the learning rate is out of range', {
    learningRate,
  })
  assertJob(seed.length > 0, 'the seed is empty', {})
  if (steps === undefined) return
  const { least, most } = steps
  const areWhole = Number.isInteger(least) && Number.isInteger(most)
  assertJob(areWhole && 1 <= least && least <= most, 'the steps are not 1 … least … most', steps)
}

/** Steps that a job takes. */
function stepsOf({ data, epochs, batchSize, steps }: TrainJob): number {
  const all = epochs * Math.ceil(data.count / batchSize)
  return steps === undefined ? all : Math.min(steps.most, Math.max(steps.least, all))
}

/** What a job begins with has to be something that the program carries. */
function assertState(
  given: Readonly<Record<string, Float32Array>>,
  carried: Readonly<Record<string, Float32Array>>,
): void {
  for (const [name, values] of Object.entries(given))
    assertJob(carried[name]?.length === values.length, 'the program carries no such state', {
      name,
      length: values.length,
    })
}

/** Adds up what the steps tell, which an engine may tell late. */
function createLosses(job: TrainJob, hooks: JobHooks) {
  const { data, batchSize } = job
  const perEpoch = Math.ceil(data.count / batchSize)
  const losses = new Float32Array(stepsOf(job))
  const lastCount = data.count - (perEpoch - 1) * batchSize
  let step = 0
  return {
    losses,
    add(told: readonly Told[]): void {
      for (const { loss } of told) {
        losses[step++] = readScalar(loss, 'loss')
        hooks.onProgress?.({ step, steps: losses.length, loss: losses[step - 1] as number })
      }
    },
    /** Mean over the examples of as many steps as an epoch has, the last ones. */
    mean(): number {
      let [sum, count] = [0, 0]
      for (let i = Math.max(0, losses.length - perEpoch); i < losses.length; i++) {
        const examples = i % perEpoch === perEpoch - 1 ? lastCount : batchSize
        sum += (losses[i] as number) * examples
        count += examples
      }
      return sum / count
    },
  }
}

async function takeSteps(
  program: Program,
  steps: Steps,
  job: TrainJob,
  hooks: JobHooks,
): Promise<TrainResult> {
  const { data, batchSize, seed } = job
  const { losses, add, mean } = createLosses(job, hooks)
  const drawSeed = createStepSeeds(program, seed)
  for (let epoch = 0, left = losses.length; left > 0; epoch++) {
    const draws = createDraws('vain/epoch/1', concatBytes(seed, toUint(epoch, 32)))
    for (const { batch } of batchesOf(data, shuffle(data.count, draws), batchSize)) {
      if (left-- === 0) break
      hooks.signal?.throwIfAborted()
      add(await steps.take({ ...batch, ...drawSeed() }))
    }
  }
  const { told, state } = await steps.finish()
  add(told)
  const { p, ...carried } = state
  // It was among what the steps began with.
  const model = p as Float32Array<ArrayBuffer>
  if (!model.every(Number.isFinite))
    throw new VainError('learn/not-finite', 'training left a parameter that is not finite', {
      steps: losses.length,
    })
  return { model, state: carried, examples: data.count, loss: mean(), losses }
}

async function runSteps(program: Program, job: TrainJob, hooks: JobHooks): Promise<TrainResult> {
  const zeros = readInitialState(program, dimensionsOf(job))
  assertState(job.state ?? {}, zeros)
  const steps = await program.begin({
    state: { ...zeros, ...job.state, p: job.model },
    fixed: { rate: Float32Array.of(job.learningRate) },
  })
  try {
    return await takeSteps(program, steps, job, hooks)
  } finally {
    await steps.close()
  }
}

/** Trains a copy of a model. */
export const training: JobKind<TrainJob, TrainResult> = { assert: assertTrainJob, run: runSteps }

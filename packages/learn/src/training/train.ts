import { concatBytes, toUint, VainError } from '@vain/base'
import { createDraws, shuffle } from '../random/draws.ts'
import { batchesOf } from './batches.ts'
import type { JobHooks, TrainJob, TrainResult } from './engine.ts'
import { assertCommon, assertJob, readScalar } from './job.ts'
import {
  dimensionsOf,
  type LoadProgram,
  type Program,
  readInitialState,
  type Values,
} from './program.ts'

function assertTrainJob(job: TrainJob): void {
  assertCommon(job)
  const { epochs, learningRate, seed } = job
  assertJob(Number.isInteger(epochs) && epochs > 0, 'the epochs are not positive', { epochs })
  assertJob(learningRate > 0 && learningRate < 1e3, 'the learning rate is out of range', {
    learningRate,
  })
  assertJob(seed.length > 0, 'the seed is empty', {})
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

async function runSteps(program: Program, job: TrainJob, hooks: JobHooks): Promise<TrainResult> {
  const { data, epochs, batchSize, model, seed } = job
  const zeros = readInitialState(program, dimensionsOf(job))
  assertState(job.state ?? {}, zeros)
  let state: Record<string, Values> = { ...zeros, ...job.state, p: model }
  const rate = Float32Array.of(job.learningRate)
  const steps = epochs * Math.ceil(data.count / batchSize)
  let step = 0
  let loss = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    const draws = createDraws('vain/epoch/1', concatBytes(seed, toUint(epoch, 32)))
    let epochLoss = 0
    for (const { batch, count } of batchesOf(data, shuffle(data.count, draws), batchSize)) {
      hooks.signal?.throwIfAborted()
      const outputs = await program.run({ ...batch, ...state, rate })
      const batchLoss = readScalar(outputs.loss, 'loss')
      // Every carried input has its output: `readInitialState` looked.
      state = Object.fromEntries(
        Object.keys(state).map((name) => [name, outputs[`${name}2`] as Values]),
      )
      epochLoss += batchLoss * count
      hooks.onProgress?.({ step: ++step, steps, loss: batchLoss })
    }
    loss = epochLoss / data.count
  }
  const trained = Float32Array.from(state.p as Values)
  if (!trained.every(Number.isFinite))
    throw new VainError('learn/not-finite', 'training left a parameter that is not finite', {
      steps,
    })
  return { model: trained, examples: data.count, loss }
}

/** Trains with a program of any engine; see {@link Engine}. */
export async function train(
  load: LoadProgram,
  job: TrainJob,
  hooks: JobHooks = {},
): Promise<TrainResult> {
  assertTrainJob(job)
  hooks.signal?.throwIfAborted()
  const program = await load(job.program)
  try {
    return await runSteps(program, job, hooks)
  } finally {
    await program.close()
  }
}

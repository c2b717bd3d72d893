import { VainError } from '@vain/base'
import { labelSizeOf } from '../data/dataset.ts'
import { batchesOf } from './batches.ts'
import type { EvaluateJob, Evaluation, JobHooks } from './engine.ts'
import { assertCommon, readScalar } from './job.ts'
import { assertEvaluateProgram, dimensionsOf, type Program } from './program.ts'
import type { JobKind } from './runJob.ts'

/** `mean × 10⁶`, rounded down. @throws {VainError} `learn/not-finite` beyond 2⁵³ */
function toMicroDown(mean: number): number {
  const micro = Math.floor(mean * 1e6)
  if (!Number.isSafeInteger(micro))
    throw new VainError('learn/not-finite', 'the loss is too great to be reported', { mean })
  return micro
}

async function runSteps(program: Program, job: EvaluateJob, hooks: JobHooks): Promise<Evaluation> {
  const { data, batchSize, model } = job
  assertEvaluateProgram(program, dimensionsOf(job))
  const steps = Math.ceil(data.count / batchSize)
  const labels = data.count * labelSizeOf(data)
  const order = Int32Array.from({ length: data.count }, (_, position) => position)
  let step = 0
  let correct = 0
  let loss = 0
  for (const { batch, count } of batchesOf(data, order, batchSize)) {
    hooks.signal?.throwIfAborted()
    const outputs = await program.run({ ...batch, p: model })
    const batchLoss = readScalar(outputs.loss, 'loss')
    correct += readScalar(outputs.correct, 'correct')
    loss += batchLoss
    hooks.onProgress?.({ step: ++step, steps, loss: batchLoss / (count * labelSizeOf(data)) })
  }
  return { correct, total: labels, lossMicro: toMicroDown(loss / labels) }
}

/** Evaluates a model, batch by batch. */
export const evaluation: JobKind<EvaluateJob, Evaluation> = { assert: assertCommon, run: runSteps }

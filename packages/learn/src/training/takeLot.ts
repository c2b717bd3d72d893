import { VainError } from '@vain/base'
import { isPrivateProgram } from '../models/createModel.ts'
import { batchesOf } from './batches.ts'
import { drawLot, million } from './drawLot.ts'
import type { JobHooks, LotJob, LotResult } from './engine.ts'
import { assertCommon, assertJob } from './job.ts'
import { assertPrivateProgram, dimensionsOf, type Program } from './program.ts'
import type { JobKind } from './runJob.ts'

function assertLotJob(job: LotJob): void {
  assertCommon(job)
  const { samplingRateMicro, lotSize, clip, seed, program, batchSize } = job
  const isRate = Number.isInteger(samplingRateMicro) && samplingRateMicro > 0
  assertJob(isRate && samplingRateMicro <= million, 'the sampling rate is out of range', {
    samplingRateMicro,
  })
  assertJob(lotSize > 0 && lotSize < 2 ** 32, 'the lot size is out of range', { lotSize })
  // In between, no norm that matters overflows or vanishes in its square.
  assertJob(clip >= 1e-6 && clip <= 1e6, 'the clip norm is out of range', { clip })
  assertJob(seed.length > 0, 'the seed is empty', {})
  // What a program does to single examples cannot be seen in its sums: only our own are trusted.
  if (!isPrivateProgram(program, batchSize))
    throw new VainError('learn/does-not-clip', 'the program is none that is known to clip', {
      bytes: program.length,
      batchSize,
    })
}

/** Adds the gradients at some positions, a batch at most, and returns the sum of their losses. */
type AddSum = (positions: Int32Array) => Promise<number>

/**
 * Sums in doubles, batch by batch. An example whose gradient is not finite counts as 0, whatever it
 * is drawn with: were the job to end instead, its end would tell of that example. Halves find it.
 */
function createAddSum(program: Program, job: LotJob, total: Float64Array): AddSum {
  const { data, batchSize, model } = job
  const clip = Float32Array.of(job.clip)
  return async function addSum(positions) {
    let losses = 0
    for (const { batch } of batchesOf(data, positions, batchSize)) {
      const { gradientSum, loss } = await program.run({ ...batch, p: model, clip })
      // The program has these outputs: `assertPrivateProgram` looked.
      const sum = gradientSum as Float32Array
      if (sum.every(Number.isFinite)) {
        for (let i = 0; i < total.length; i++) (total[i] as number) += sum[i] as number
        losses += loss?.[0] as number
      } else if (positions.length > 1) {
        const middle = positions.length >> 1
        losses += await addSum(positions.subarray(0, middle))
        losses += await addSum(positions.subarray(middle))
      }
    }
    return losses
  }
}

async function runSteps(program: Program, job: LotJob, hooks: JobHooks): Promise<LotResult> {
  const { data, model, batchSize, lotSize } = job
  assertPrivateProgram(program, dimensionsOf(job))
  const lot = drawLot(data.count, job.samplingRateMicro, job.seed)
  const total = new Float64Array(model.length)
  const addSum = createAddSum(program, job, total)
  const steps = Math.ceil(lot.length / batchSize)
  for (let step = 1; step <= steps; step++) {
    hooks.signal?.throwIfAborted()
    const chosen = lot.subarray((step - 1) * batchSize, step * batchSize)
    const losses = await addSum(chosen)
    hooks.onProgress?.({ step, steps, loss: losses / chosen.length })
  }
  // From 0, not by a sign: nothing drawn gives zeros without one.
  return { update: Float32Array.from(total, (sum) => (0 - sum) / lotSize) }
}

/** Draws a lot and sums its clipped gradients. */
export const lotTaking: JobKind<LotJob, LotResult> = { assert: assertLotJob, run: runSteps }

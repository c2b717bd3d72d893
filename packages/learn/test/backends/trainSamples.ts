import { fromText } from '@vain/base'
import { createEngine } from '../../src/backends/createEngine.ts'
import type { EngineName } from '../../src/backends/engineName.ts'
import type { Dataset } from '../../src/data/dataset.ts'
import { createModel } from '../../src/models/createModel.ts'
import { drawExamples } from '../models/samples.ts'

/** What an engine makes of a sample model. */
export type Outcome = {
  /** Of every step. */
  readonly losses: readonly number[]
  /** Parameters after the last step. */
  readonly trained: readonly number[]
  /** Of the trained model: right answers, and the mean loss. */
  readonly correct: number
  readonly loss: number
  /** Update of a lot of all examples, for a model that has a private program. */
  readonly lot: readonly number[]
}

const [count, batchSize] = [11, 4] as const
const seed = fromText('seed')

/**
 * Trains one of the sample models: two passes, of which each ends in a batch that is filled up.
 *
 * Plain gradient descent, as Adam makes a step of any gradient but zero, be it of rounding alone.
 */
export async function trainSample(name: EngineName, sample: string): Promise<Outcome> {
  const model = createModel(sample, { optimiser: 'sgd', batchSize, evaluateBatchSize: batchSize })
  const { inputSize, inputType, labelSize, classes } = model
  const { x, y } = drawExamples(model, count)
  const inputs = inputType === 'int32' ? Int32Array.from(x) : Float32Array.from(x)
  const data: Dataset = { inputs, labels: Int32Array.from(y), count, inputSize, labelSize, classes }
  const job = { data, batchSize, model: model.initialise(seed) }
  const engine = createEngine(name)
  try {
    const steps = { ...job, program: model.train, epochs: 2, learningRate: 0.05, seed }
    const { model: trained, losses } = await engine.train(steps)
    const evaluation = { ...job, program: model.evaluate, model: trained }
    const { correct, lossMicro } = await engine.evaluate(evaluation)
    const all = { samplingRateMicro: 1_000_000, lotSize: count, clip: 0.5, seed }
    const { update } = await engine.takeLot({ ...job, ...all, program: model.privateTrain })
    return {
      losses: [...losses],
      trained: [...trained],
      correct,
      loss: lossMicro / 1e6,
      lot: [...update],
    }
  } finally {
    await engine.close()
  }
}

// Started as a process of its own, it tells what an engine makes of some of them.
if (process.argv[1] === import.meta.filename) {
  const [name, ...chosen] = process.argv.slice(2)
  for (const sample of chosen) {
    const outcome = await trainSample(name as EngineName, sample).catch(({ code, message }) => {
      return { code, message }
    })
    process.send?.({ sample, outcome })
  }
}

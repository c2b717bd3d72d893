import { fromText } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { DataPolicy } from '@vain/data'
import type { Model } from '@vain/learn'
import { saveRecord } from '../../record/index.ts'
import type { ExampleCounts, Trainer } from '../../train/index.ts'
import { judgeEvaluation } from './score.ts'
import { createEpochs, type Say } from './tellTraining.ts'
import type { TrainOptions } from './trainOptions.ts'

/** What is trained, and on what. */
type Work = {
  readonly model: Model
  readonly policy: DataPolicy
  readonly counts: ExampleCounts
}

/**
 * Trains a model and says how it does on the examples held out, before and after.
 *
 * @returns the trained parameters
 */
export async function trainLocally(
  trainer: Trainer,
  { model, policy, counts }: Work,
  options: TrainOptions,
  say: Say,
): Promise<Float32Array> {
  const { batchSize, epochs } = options
  const { name, parameters } = model
  const { train, heldOut } = counts
  const begun = `${name}: ${parameters} parameters, ${train} examples, ${heldOut} held out`
  say('begin', { model: name, parameters, train, heldOut }, begun)
  const evaluate = async (event: string, when: string, vector: Float32Array): Promise<void> => {
    const { evaluate: program, evaluateBatchSize } = model
    const job = { program, model: vector, batchSize: evaluateBatchSize }
    const { score, text } = judgeEvaluation(policy, counts, await trainer.evaluate(job))
    say(event, score, `  ${when}: ${text}`)
  }
  const seed = sha256(fromText(`vain train ${options.dataSeed}`))
  const first = model.initialise(seed)
  await evaluate('before', 'held out, before training', first)
  const trained = await trainer.train(
    {
      program: model.train,
      model: first,
      epochs,
      batchSize,
      learningRate: Number(options.learningRate),
      seed,
    },
    { onProgress: createEpochs(epochs, say) },
  )
  await evaluate('after', 'held out, after training', trained.model)
  if (options.record !== undefined)
    saveRecord(options.record, { record: trained.record, program: model.train, start: first })
  return trained.model
}

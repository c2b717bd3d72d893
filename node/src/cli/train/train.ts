import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VainError } from '@vain/base'
import { assertTakes, type DataPolicy, modelFor, parseHeldOut, readSourcePolicy } from '@vain/data'
import { createModelFrom, type Model, type ModelOptions, type Schedule } from '@vain/learn'
import { createLog, helpText, readOptions } from '@vain/service'
import { trainerEnvironmentOf } from '../../config.ts'
import { createTrainer, type ExampleCounts, type Trainer } from '../../train/index.ts'
import { assertWritable } from '../files/assertWritable.ts'
import { readBase } from './readBase.ts'
import { createSay } from './tellTraining.ts'
import { trainLocally } from './trainLocally.ts'
import { type TrainOptions, trainOptions } from './trainOptions.ts'

async function countExamples(trainer: Trainer): Promise<ExampleCounts> {
  const counts = await trainer.examples()
  const { train, heldOut } = counts
  if (train === 0 || heldOut === 0)
    throw new VainError('node/no-examples', 'there are none to train on, or none held out', {
      ...{ train, heldOut },
      wayOut: 'Choose another --held-out.',
    })
  return counts
}

/** The schedule over all steps of a training, if one was asked for. */
function scheduleFor(
  { warmUp, epochs, batchSize }: TrainOptions,
  { train }: ExampleCounts,
): { schedule?: Schedule } {
  if (warmUp === undefined) return {}
  return { schedule: { warmUpSteps: warmUp, steps: epochs * Math.ceil(train / batchSize) } }
}

function chooseModel(policy: DataPolicy, options: TrainOptions, settings: ModelOptions): Model {
  const { base: file, rank, model: name } = options
  if (file === undefined) {
    if (rank !== undefined)
      throw new VainError('vain/bad-argument', 'adapters need a model that they adapt', {
        wayOut: 'Name it with --base.',
      })
    return modelFor(policy, name, settings)
  }
  const base = readBase(file, () => modelFor(policy, name).name)
  const model = createModelFrom(base, { ...settings, rank })
  assertTakes(model, policy)
  return model
}

/** The vector alone: what came from another process may stand in one buffer with other things. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/**
 * `vain train --local`: trains a model on one's own examples, without a network.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, `vain/not-writable`, `node/no-examples`, and what data and training throw
 */
export async function trainCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    const text = 'Trains a model on the examples of a folder, and evaluates it on some held out.'
    process.stdout.write(
      helpText(trainOptions, { usage: 'vain train --local --data FOLDER [options]', text }),
    )
    return 0
  }
  const options = readOptions(trainOptions, { argv, env: process.env })
  const { batchSize, engine, threads, out, json, optimiser } = options
  if (!options.local)
    throw new VainError('vain/bad-argument', 'vain train only trains locally so far', {
      wayOut: 'Say --local. In a network nodes train: see docs/operate.',
    })
  if (options.record !== undefined && options.engine !== 'wasm')
    throw new VainError('vain/bad-argument', 'only wasm trains to the same bits everywhere', {
      wayOut: 'Say --engine wasm with --record.',
    })
  if (out !== undefined) assertWritable(out)
  if (options.record !== undefined)
    assertWritable(join(options.record, 'record.json'), { makesFolders: true })
  const policy = readSourcePolicy(options.data)
  // A wrong name need not wait for the examples.
  chooseModel(policy, options, {})
  const data = {
    source: options.data,
    seed: options.dataSeed,
    heldOut: parseHeldOut(options.heldOut),
    train: { kind: 'whole' },
    evaluate: { kind: 'whole' },
  } as const
  const log = createLog({ level: 'silent', format: 'json', name: 'train' })
  const trainer = createTrainer(
    { log },
    { data, threads, engine, environment: trainerEnvironmentOf(process.env) },
  )
  try {
    const counts = await countExamples(trainer)
    const settings = { batchSize, optimiser, ...scheduleFor(options, counts) }
    const model = chooseModel(policy, options, settings)
    const trained = await trainLocally(trainer, { model, policy, counts }, options, createSay(json))
    if (out !== undefined) writeFileSync(out, bytesOf(trained))
  } finally {
    await trainer.close()
  }
  return 0
}

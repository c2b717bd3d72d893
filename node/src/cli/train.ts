import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromText, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { assertTakes, type DataPolicy, modelFor, parseHeldOut, readSourcePolicy } from '@vain/data'
import {
  createModelFrom,
  type Model,
  type ModelOptions,
  optimiserNames,
  type Progress,
  type Schedule,
} from '@vain/learn'
import { createLog, defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { driversOf } from '../config.ts'
import { nodeOptions } from '../options.ts'
import { mostBatchSize, mostEpochs, saveRecord } from '../record/index.ts'
import { createTrainer, type ExampleCounts, type Trainer } from '../train/index.ts'
import { assertWritable } from './assertWritable.ts'
import { dataOptions } from './dataOptions.ts'
import { readBase } from './readBase.ts'
import { judgeEvaluation } from './score.ts'

const table = defineOptions({
  local: {
    type: 'boolean',
    default: false,
    text: 'Train on this machine alone, without a network; the only way so far, and to be said.',
  },
  ...dataOptions,
  model: {
    type: 'string',
    text: 'Model to train, such as tabular:hidden=32,layers=1. Default: one that suits the policy.',
  },
  base: {
    type: 'path',
    text: 'Model to begin with: an ONNX file, or parameters that --out wrote of the same --model.',
  },
  rank: {
    type: 'integer',
    min: 1,
    max: 1_024,
    unit: 'columns',
    text: 'Leaves the base as it is and trains adapters of this rank beside its dense layers (LoRA).',
  },
  epochs: {
    type: 'integer',
    default: 20,
    min: 1,
    max: mostEpochs,
    unit: 'epochs',
    text: 'Passes over the examples.',
  },
  batchSize: {
    type: 'integer',
    default: 32,
    min: 1,
    max: mostBatchSize,
    unit: 'examples',
    text: 'Examples per step.',
  },
  learningRate: {
    type: 'string',
    default: '0.003',
    pattern: /^0?\.\d{1,9}$/,
    form: 'a number below 1 such as 0.003',
    text: 'Learning rate, at its highest if it changes.',
  },
  optimiser: {
    type: 'choice',
    default: 'adam',
    choices: optimiserNames,
    text: 'How a gradient changes the parameters.',
  },
  warmUp: {
    type: 'integer',
    min: 1,
    max: 1_000_000,
    unit: 'steps',
    text: 'Steps over which the learning rate rises; then it falls by half a cosine to a tenth. Default: it stays.',
  },
  engine: { ...nodeOptions.engine, default: 'cpu' },
  record: {
    type: 'path',
    text: 'Folder for a record of the training, which vain replay repeats. Needs --engine wasm.',
  },
  threads: {
    type: 'integer',
    default: 1,
    min: 1,
    max: 256,
    unit: 'threads',
    text: 'Threads of the training process.',
  },
  out: { type: 'path', text: 'File for the trained parameters, as little-endian float32.' },
})

type TrainOptions = OptionsOf<typeof table>

/** One line of output; a JSON object where these are asked for. */
type Say = (event: string, facts: Readonly<Record<string, unknown>>, text: string) => void

function createSay(isJson: boolean): Say {
  return (event, facts, text) => {
    const line = isJson ? JSON.stringify({ event, ...facts }) : text
    process.stdout.write(`${line}\n`)
  }
}

/** Tells the mean loss of each epoch as it ends. */
function createEpochs(epochs: number, say: Say): (progress: Progress) => void {
  let [epoch, last] = [0, 0]
  return ({ step, steps, loss }) => {
    // The trainer tells of some steps only: an epoch has ended when a later one is told of.
    const done = step === steps ? epochs : Math.floor((step * epochs) / steps)
    if (done === epoch) return
    epoch = done
    const now = { epoch, epochs, step, steps, loss }
    if (epoch !== last)
      say('progress', now, `  epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)}`)
    last = epoch
  }
}

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

/** What is trained, and on what. */
type Work = {
  readonly model: Model
  readonly policy: DataPolicy
  readonly counts: ExampleCounts
}

async function trainLocally(
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
      helpText(table, { usage: 'vain train --local --data FOLDER [options]', text }),
    )
    return 0
  }
  const options = readOptions(table, { argv, env: process.env })
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
  const trainer = createTrainer({ log }, { data, threads, engine, drivers: driversOf(process.env) })
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

import { concatBytes, fromHex, toHex, toUint, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { EngineName } from '../backends/engineName.ts'
import { canonicalLibrary } from '../backends/loadWasm.ts'
import { type Dataset, inputTypeOf, labelSizeOf } from '../data/dataset.ts'
import type { Engine, JobHooks, TrainJob, TrainResult } from './engine.ts'

/**
 * What a training was and what came of it, by hashes: enough to say whether another one is the same.
 *
 * It tells nothing of the examples but their hash. Who has a guess at all of them can check it.
 */
export type TrainRecord = {
  readonly v: 1
  readonly engine: EngineName
  /** SHA-256 of the WebAssembly that ran, or no more than that it was another engine. */
  readonly library: string
  /** SHA-256 of the program's bytes. */
  readonly program: string
  /** SHA-256 of the first parameters, as little-endian float32. */
  readonly start: string
  /** SHA-256 of the examples; see {@link hashExamples}. */
  readonly examples: string
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
  /** Seed of the order of the examples. */
  readonly seed: string
  /** SHA-256 of the trained parameters. */
  readonly trained: string
  /** SHA-256 of the loss of every step. */
  readonly losses: string
}

function hashOf(values: Float32Array | Int32Array): string {
  // All processors that Node.js runs on are little-endian.
  return toHex(sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)))
}

/** SHA-256 over the sizes, the inputs and the labels of examples, in their order. */
export function hashExamples(data: Dataset): string {
  const sizes = [data.count, data.inputSize, labelSizeOf(data), data.classes]
  const type = inputTypeOf(data) === 'int32' ? 1 : 0
  const head = concatBytes(...[...sizes, type].map((size) => toUint(size, 32)))
  const parts = [hashOf(data.inputs), hashOf(data.labels)].map(fromHex)
  return toHex(sha256(head, ...parts))
}

/** The record of a training. */
export function recordTraining(
  engine: EngineName,
  job: TrainJob,
  { model, losses }: Pick<TrainResult, 'model' | 'losses'>,
): TrainRecord {
  const { epochs, batchSize, learningRate } = job
  return {
    v: 1,
    engine,
    library: engine === 'wasm' ? canonicalLibrary.sha256 : 'another',
    program: toHex(sha256(job.program)),
    start: hashOf(job.model),
    examples: hashExamples(job.data),
    epochs,
    batchSize,
    learningRate,
    seed: toHex(job.seed),
    trained: hashOf(model),
    losses: hashOf(losses),
  }
}

/** What a training is repeated with. */
export type ReplayInput = {
  readonly program: Uint8Array
  readonly start: Float32Array
  readonly data: Dataset
}

/** How a training went when it was repeated. */
export type Replay = {
  /** Whether the trained parameters and all losses are the same bytes. */
  readonly isSame: boolean
  /** The record of the repetition. */
  readonly record: TrainRecord
}

/**
 * Repeats a recorded training.
 *
 * @param engine - the `wasm` engine
 * @throws {VainError} `learn/not-replayable` if the record is of another engine or library,
 *   `learn/record-mismatch` if program, first parameters or examples are not those of the record, and
 *   what `Engine.train` throws
 */
export async function replayTraining(
  engine: Engine,
  record: TrainRecord,
  { program, start, data }: ReplayInput,
  hooks?: JobHooks,
): Promise<Replay> {
  if (record.engine !== 'wasm' || record.library !== canonicalLibrary.sha256)
    throw new VainError('learn/not-replayable', 'only wasm of this version gives the same bits', {
      engine: record.engine,
      library: record.library,
      canonical: canonicalLibrary.sha256,
    })
  const { epochs, batchSize, learningRate } = record
  const seed = fromHex(record.seed)
  const job = { program, model: start, data, epochs, batchSize, learningRate, seed }
  const given = {
    program: toHex(sha256(program)),
    start: hashOf(start),
    examples: hashExamples(data),
  }
  for (const name of ['program', 'start', 'examples'] as const)
    if (given[name] !== record[name])
      throw new VainError('learn/record-mismatch', `the ${name} are not those of the record`, {
        given: given[name],
        recorded: record[name],
      })
  const again = recordTraining('wasm', job, await engine.train(job, hooks))
  return {
    isSame: again.trained === record.trained && again.losses === record.losses,
    record: again,
  }
}

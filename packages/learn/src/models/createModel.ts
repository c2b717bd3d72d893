import { toHex, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { OptimiserName } from '../graph/optimiser.ts'
import type { Schedule } from '../graph/schedule.ts'
import type { LocalTerms } from '../strategies/localStep.ts'
import { adapt } from './adapt.ts'
import type { Base } from './base.ts'
import { encodeEvaluateProgram } from './evaluateProgram.ts'
import { initialise } from './initialise.ts'
import { countParameters, type NamedArchitecture, parseModelName } from './modelName.ts'
import { clipsExamples, encodePrivateProgram } from './privateProgram.ts'
import { encodeLocalProgram, encodeTrainProgram } from './trainProgram.ts'

/** What the programs of a model are built for. */
export type ModelOptions = {
  /** Examples per training step, default 32. */
  readonly batchSize?: number
  /** Examples per evaluation step, default 250. */
  readonly evaluateBatchSize?: number
  /** How `train` changes the parameters, default `adam`. */
  readonly optimiser?: OptimiserName
  /** How `train` changes the learning rate; without one it stays. */
  readonly schedule?: Schedule
  /** How strongly `train` is held to the model that it begins with (FedProx), default 0. */
  readonly proximal?: number
}

/** A model as a run publishes it: its programs and how its first parameters come about. */
export type Model = {
  /**
   * Its kind and the sizes that are not as usual, for adapters also a hash of their base: with equal
   * options, equal names have equal programs.
   */
  readonly name: string
  /** Length of the flat parameter vector. */
  readonly parameters: number
  /** Values per example. */
  readonly inputSize: number
  /** `float32` features, or tokens as `int32`. */
  readonly inputType: 'float32' | 'int32'
  /** Labels per example: 1, or `inputSize`. */
  readonly labelSize: number
  readonly classes: number
  readonly batchSize: number
  readonly evaluateBatchSize: number
  /** ONNX bytes of one training step; their SHA-256 is `trainProgramHash`. */
  readonly train: Uint8Array
  /**
   * ONNX bytes of one private gradient step, which takes the place of `train` in runs that protect
   * single examples.
   */
  readonly privateTrain: Uint8Array
  /** ONNX bytes of one evaluation step; their SHA-256 is `evaluateProgramHash`. */
  readonly evaluate: Uint8Array
  /** ONNX bytes of one training step of a strategy, for the same jobs as `train`. */
  local(terms: LocalTerms): Uint8Array
  /** First parameters from a seed, the same bytes on every machine. */
  initialise(seed: Uint8Array): Float32Array<ArrayBuffer>
}

function assertBatchSize(name: string, size: number): void {
  if (!Number.isInteger(size) || size < 1 || size > 65_536)
    throw new VainError('learn/bad-batch-size', `${name} is not a whole number 1 … 65,536`, {
      [name]: size,
    })
}

function assertSchedule({ warmUpSteps, steps }: Schedule): void {
  const isWhole = Number.isInteger(warmUpSteps) && Number.isInteger(steps)
  if (!isWhole || warmUpSteps < 1 || steps <= warmUpSteps || steps > 2 ** 24)
    throw new VainError('learn/bad-schedule', 'the steps are not 1 … warmUpSteps … steps … 2²⁴', {
      warmUpSteps,
      steps,
    })
}

function assertProximal(proximal: number): void {
  if (!(proximal >= 0 && proximal <= 1e6))
    throw new VainError('learn/bad-proximal', 'the proximal term is no number 0 … 1,000,000', {
      proximal,
    })
}

/** Builds a value when it is first asked for. */
function later<T>(build: () => T): () => T {
  let built: { readonly value: T } | undefined
  return () => {
    built ??= { value: build() }
    return built.value
  }
}

/** @throws {VainError} `learn/bad-batch-size`, `learn/bad-schedule`, `learn/bad-proximal` */
function buildModel(
  model: NamedArchitecture,
  options: ModelOptions,
  begin: Model['initialise'],
): Model {
  const { batchSize = 32, evaluateBatchSize = 250, optimiser = 'adam' } = options
  const { schedule, proximal = 0 } = options
  assertBatchSize('batchSize', batchSize)
  assertBatchSize('evaluateBatchSize', evaluateBatchSize)
  if (schedule !== undefined) assertSchedule(schedule)
  assertProximal(proximal)
  const { architecture } = model
  const train = later(() => encodeTrainProgram(model, { batchSize, optimiser, schedule, proximal }))
  const privateTrain = later(() => encodePrivateProgram(model, batchSize))
  const evaluate = later(() => encodeEvaluateProgram(model, evaluateBatchSize))
  const { inputSize, inputType, labelSize, classes } = architecture
  return {
    name: model.name,
    parameters: countParameters(architecture),
    inputSize,
    inputType,
    labelSize,
    classes,
    batchSize,
    evaluateBatchSize,
    get train() {
      return train()
    },
    get privateTrain() {
      return privateTrain()
    },
    get evaluate() {
      return evaluate()
    },
    local: (terms) => encodeLocalProgram(model, batchSize, terms),
    initialise: begin,
  }
}

/**
 * Builds a model's programs, each when it is first asked for.
 *
 * @param name - a kind of `modelNames` and, after a colon, sizes: `character-gpt:width=128,layers=4`
 * @throws {VainError} `learn/unknown-model`, `learn/bad-model-size`, `learn/bad-batch-size`,
 *   `learn/bad-schedule`, `learn/bad-proximal`
 *
 * Source: docs/protocol §9.
 */
export function createModel(name: string, options: ModelOptions = {}): Model {
  const model = parseModelName(name)
  return buildModel(model, options, (seed) => initialise(model.architecture.parameters, seed))
}

/** SHA-256 of a base's parameters, which are part of its adapters' programs: binary32, little-endian. */
function hashOf({ parameters }: Base): string {
  const bytes = new DataView(new ArrayBuffer(4 * parameters.length))
  parameters.forEach((value, i) => {
    bytes.setFloat32(4 * i, value, true)
  })
  return toHex(sha256(new Uint8Array(bytes.buffer))).slice(2)
}

/**
 * Builds the programs of a model that begins where another one is.
 *
 * @param rank - with one, only adapters of that rank are trained, and the base is part of the
 *   programs; without, all of it is trained on
 * @throws {VainError} `learn/bad-model-size` if the base has no layer for adapters of this rank, and
 *   what `createModel` throws
 */
export function createModelFrom(
  base: Base,
  options: ModelOptions & { readonly rank?: number | undefined } = {},
): Model {
  const { rank } = options
  if (rank === undefined)
    return buildModel(base.model, options, () => Float32Array.from(base.parameters))
  const architecture = adapt(base, rank)
  const model = { name: `${base.model.name}+base=${hashOf(base)}+rank=${rank}`, architecture }
  return buildModel(model, options, (seed) => initialise(architecture.parameters, seed))
}

/**
 * Whether a program is one of ours that clips each example's gradient for itself.
 *
 * @throws {VainError} `learn/bad-batch-size`
 */
export function isPrivateProgram(program: Uint8Array, batchSize: number): boolean {
  assertBatchSize('batchSize', batchSize)
  return clipsExamples(program, batchSize)
}

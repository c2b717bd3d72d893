import { equalBytes, VainError } from '@vain/base'
import type { LocalTerms } from '../strategies/localStep.ts'
import type { Architecture } from './architecture.ts'
import { initialise } from './initialise.ts'
import { mnistCnn } from './mnistCnn.ts'
import { mnistMlp } from './mnistMlp.ts'
import {
  countParameters,
  encodeEvaluateProgram,
  encodeLocalProgram,
  encodePrivateProgram,
  encodeTrainProgram,
} from './programs.ts'

/** Name of a model that this package can build. */
export type ModelName = 'mnist-cnn' | 'mnist-mlp'

const architectures: Record<ModelName, Architecture> = {
  'mnist-cnn': mnistCnn,
  'mnist-mlp': mnistMlp,
}

/** All names that {@link createModel} knows. */
export const modelNames: readonly ModelName[] = Object.keys(architectures) as ModelName[]

/** Batch sizes that the programs of a model are built for. */
export type ModelOptions = {
  /** Examples per training step, default 32. */
  readonly batchSize?: number
  /** Examples per evaluation step, default 250. */
  readonly evaluateBatchSize?: number
}

/** A model as a run publishes it: its programs and how its first parameters come about. */
export type Model = {
  readonly name: ModelName
  /** Length of the flat parameter vector. */
  readonly parameters: number
  /** Numbers per example. */
  readonly inputSize: number
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

/**
 * Builds a model's programs.
 *
 * @throws {VainError} `learn/unknown-model`, `learn/bad-batch-size`
 *
 * Source: docs/protocol §9.
 */
export function createModel(name: string, options: ModelOptions = {}): Model {
  const { batchSize = 32, evaluateBatchSize = 250 } = options
  assertBatchSize('batchSize', batchSize)
  assertBatchSize('evaluateBatchSize', evaluateBatchSize)
  const known = modelNames.find((modelName) => modelName === name)
  if (known === undefined)
    throw new VainError('learn/unknown-model', 'no model has this name', { name, modelNames })
  const architecture = architectures[known]
  return {
    name: known,
    parameters: countParameters(architecture),
    inputSize: architecture.inputSize,
    classes: architecture.classes,
    batchSize,
    evaluateBatchSize,
    train: encodeTrainProgram(architecture, batchSize),
    privateTrain: encodePrivateProgram(architecture, batchSize),
    evaluate: encodeEvaluateProgram(architecture, evaluateBatchSize),
    local: (terms) => encodeLocalProgram(architecture, batchSize, terms),
    initialise: (seed) => initialise(architecture.parameters, seed),
  }
}

/**
 * Whether a program is one of ours that clips each example's gradient for itself.
 *
 * A run's program comes from whoever made the run. What leaves this package is bound per example
 * only if its program is, which no look at its outputs shows, so its bytes are built again.
 */
export function isPrivateProgram(program: Uint8Array, batchSize: number): boolean {
  assertBatchSize('batchSize', batchSize)
  return Object.values(architectures).some((architecture) =>
    equalBytes(encodePrivateProgram(architecture, batchSize), program),
  )
}

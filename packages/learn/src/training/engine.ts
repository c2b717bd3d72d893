import type { Dataset } from '../data/dataset.ts'

/** Local training on one operator's examples. */
export type TrainJob = {
  /** ONNX bytes of one training step; its inputs and outputs are told at `encodeTrainProgram`. */
  readonly program: Uint8Array
  /** Parameters to start from. */
  readonly model: Float32Array
  /** At least one example. */
  readonly data: Dataset
  /** Passes over the data, at least 1. */
  readonly epochs: number
  /** Bounds of the steps that the passes come to; the last pass may be part of one. */
  readonly steps?: { readonly least: number; readonly most: number }
  /** Examples per step; the program is built for one size. */
  readonly batchSize: number
  /** Positive. */
  readonly learningRate: number
  /** Seeds the order of the examples, which is drawn anew for every epoch; not empty. */
  readonly seed: Uint8Array
  /** What the program carries, by name, before the first step; zeros where it names nothing. */
  readonly state?: Readonly<Record<string, Float32Array>>
}

/** Outcome of local training. */
export type TrainResult = {
  /** Trained parameters, as many as before, all finite. */
  readonly model: Float32Array<ArrayBuffer>
  /** Examples trained on, each counted once. */
  readonly examples: number
  /** Mean loss over the last epoch, each batch measured before its step. */
  readonly loss: number
  /** Mean loss of every step's batch, before the step, in order. */
  readonly losses: Float32Array
  /** What the program carried after the last step, by name: what `TrainJob.state` takes. */
  readonly state: Readonly<Record<string, Float32Array<ArrayBuffer>>>
}

/** One lot: a secret sample of an operator's examples, each clipped for itself. */
export type LotJob = {
  /** ONNX bytes of a private gradient program that this package builds; see `Model.privateTrain`. */
  readonly program: Uint8Array
  readonly model: Float32Array
  /** At least one example. */
  readonly data: Dataset
  /** Examples per step; the program is built for one size. */
  readonly batchSize: number
  /** Probability × 10⁶ with which each example is drawn, for itself: 1 … 10⁶. */
  readonly samplingRateMicro: number
  /** What the sum is divided by, positive; not how many were drawn, which would tell of them. */
  readonly lotSize: number
  /** Greatest L2 norm of one example's gradient, positive. */
  readonly clip: number
  /** Seeds the draw: 32 secret random bytes, used once. Who knows them knows the sample. */
  readonly seed: Uint8Array
}

/** Outcome of a lot. */
export type LotResult = {
  /**
   * `−(1 / lotSize) · Σ clipped gradients`, all finite; zero if none was drawn. One example more
   * or less moves it by `clip / lotSize` at most, in L2.
   */
  readonly update: Float32Array<ArrayBuffer>
}

/** Evaluation of one model on one operator's held-out examples. */
export type EvaluateJob = {
  /** ONNX bytes of one evaluation step; see `encodeEvaluateProgram`. */
  readonly program: Uint8Array
  readonly model: Float32Array
  /** At least one example. */
  readonly data: Dataset
  /** Examples per step; the program is built for one size. */
  readonly batchSize: number
}

/** What a validator reports of a model. Source: docs/protocol §3, phase 6. */
export type Evaluation = {
  /** Labels that have the greatest logit; of targets, those that an answer came close to. */
  readonly correct: number
  /** Labels evaluated: one per example, or one per token of each. */
  readonly total: number
  /** Mean loss × 10⁶, rounded down; a safe integer. */
  readonly lossMicro: number
}

/** How far a job has come. */
export type Progress = {
  /** Steps done, from 1. */
  readonly step: number
  /** Steps in all. */
  readonly steps: number
  /** Mean loss of this step's batch, before the step. */
  readonly loss: number
}

/** What a caller may attach to a job. */
export type JobHooks = {
  /** Called for every step, in order; an engine may tell some together. */
  readonly onProgress?: (progress: Progress) => void
  /** Ends the job between two steps, or between some that an engine takes together. */
  readonly signal?: AbortSignal
}

/**
 * Runs programs: the port behind which the engines stand.
 *
 * An engine lets other work run between steps, of which it may take some together. Jobs may overlap,
 * but share the threads.
 */
export type Engine = {
  /**
   * Trains a copy of the model.
   *
   * @throws {VainError} `learn/bad-job`, `learn/bad-program`, `learn/program-mismatch`,
   *   `learn/not-finite`, `learn/engine-absent`, `learn/engine-closed`
   * @throws the signal's reason when it is aborted
   */
  train(job: TrainJob, hooks?: JobHooks): Promise<TrainResult>
  /**
   * Draws a lot and sums its clipped gradients. How many were drawn is told to nobody but
   * `onProgress`, in whose `steps` it shows.
   *
   * @throws {VainError} `learn/does-not-clip` for any program but ours, and what `train` throws
   */
  takeLot(job: LotJob, hooks?: JobHooks): Promise<LotResult>
  /** Evaluates a model; throws what `train` does. */
  evaluate(job: EvaluateJob, hooks?: JobHooks): Promise<Evaluation>
  /** Ends the engine: it takes no further job. */
  close(): Promise<void>
}

import type { DataSource } from '@vain/data'
import type {
  EngineName,
  Evaluation,
  LotJob,
  LotResult,
  Progress,
  TrainRecord,
  TrainResult,
} from '@vain/learn'
import type { PublicPart } from '@vain/protocol'

/** What to train with; the examples are the child's own. */
export type TrainRequest = {
  /** ONNX bytes of one training step. */
  readonly program: Uint8Array
  /** Parameters to start from. */
  readonly model: Float32Array
  /** Passes over the examples. */
  readonly epochs: number
  /** Examples per step. */
  readonly batchSize: number
  readonly learningRate: number
  /** Seeds the order of the examples. */
  readonly seed: Uint8Array
  /** Bounds of the steps that the passes come to. */
  readonly steps?: { readonly least: number; readonly most: number }
  /** What the program carries before its first step, by name; zeros where it names nothing. */
  readonly state?: Readonly<Record<string, Float32Array>>
  /** Of examples that everyone has, instead of the operator's own share: then it is `wasm` that trains. */
  readonly part?: PartRequest
}

/** A part of all examples of the operator's source that are not held out. */
export type PartRequest = PublicPart & {
  /** SHA-256 of all of them. */
  readonly examples: Uint8Array
}

/** What the daemon hears of a training; the optimiser's state stays behind. */
export type TrainOutcome = Pick<TrainResult, 'model' | 'examples' | 'loss'> & {
  /** Steps taken. */
  readonly steps: number
  /** Of a job without bounds of steps and without state: what it takes to say whether the same training gives the same bytes. */
  readonly record: TrainRecord
}

/** What to take a lot with; the examples are the child's own. */
export type LotRequest = Omit<LotJob, 'data'>

/** What to evaluate; the held-out examples are the child's own. */
export type EvaluateRequest = {
  /** ONNX bytes of one evaluation step. */
  readonly program: Uint8Array
  readonly model: Float32Array
  /** Examples per step. */
  readonly batchSize: number
}

/** How an engine did on some steps of a program. */
export type Trial = {
  /** Loss of every step, in order. */
  readonly losses: Float32Array
  /** Time of one step, the first ones left out. */
  readonly stepMs: number
  /** Resident memory of the process at the end. */
  readonly rssBytes: number
}

/** What a trainer says of the examples that it holds. */
export type ExampleCounts = {
  readonly train: number
  readonly heldOut: number
  /** Variance of the held-out targets in half ranges, as `varianceOf` tells it; 0 for classes. */
  readonly heldOutVariance: number
}

/** A piece of work for the child. */
export type Task =
  | { readonly kind: 'train'; readonly engine: EngineName; readonly request: TrainRequest }
  | { readonly kind: 'trial'; readonly engine: EngineName; readonly request: TrainRequest }
  | { readonly kind: 'lot'; readonly engine: EngineName; readonly request: LotRequest }
  | { readonly kind: 'evaluate'; readonly engine: EngineName; readonly request: EvaluateRequest }
  | { readonly kind: 'examples' }

/** Settings of the child, sent before anything else. */
export type ChildSettings = {
  readonly data: DataSource
  readonly threads: number
  readonly memoryLimitBytes: number
  /** All that the process has of an environment. */
  readonly environment: Readonly<Record<string, string>>
}

/** From the daemon to the child. */
export type ToChild =
  | { readonly kind: 'settings'; readonly settings: ChildSettings }
  | { readonly kind: 'task'; readonly job: number; readonly task: Task }
  | { readonly kind: 'abort'; readonly job: number }

/** An error as it crosses the process border. */
export type Failure = { readonly code: string; readonly message: string; readonly context: object }

/** What a task ends in. */
export type Answer = TrainOutcome | Trial | LotResult | Evaluation | ExampleCounts

/** From the child to the daemon. */
export type FromChild =
  | { readonly kind: 'progress'; readonly job: number; readonly progress: Progress }
  | { readonly kind: 'done'; readonly job: number; readonly result: Answer }
  | { readonly kind: 'failed'; readonly job: number; readonly failure: Failure }

import { type Log, VainError } from '@vain/base'
import type { DataSource } from '@vain/data'
import type { Evaluation, JobHooks, LotResult } from '@vain/learn'
import { type Child, startChild } from './child.ts'
import type {
  EvaluateRequest,
  ExampleCounts,
  LotRequest,
  Task,
  TrainOutcome,
  TrainRequest,
} from './messages.ts'

/** Settings of a trainer. */
export type TrainerOptions = {
  /** Where the operator's examples come from. */
  readonly data: DataSource
  /** Threads of the engine, default 1. */
  readonly threads?: number
  /**
   * Resident memory of the training process beyond which a job is ended, default 2 GiB.
   *
   * Looked at after every step: a single step may exceed it.
   */
  readonly memoryLimitBytes?: number
  /** A process that does not end an aborted job within so long is killed, default 5,000. */
  readonly abortGraceMs?: number
}

/**
 * Trains and evaluates on the operator's own examples, in a process of its own.
 *
 * The examples are loaded there and never leave it. If that process ends unasked, its jobs are
 * rejected and the next job starts another one.
 */
export type Trainer = {
  /**
   * Trains a copy of the model on the operator's examples.
   *
   * @throws {VainError} `train/engine-crashed`, `train/engine-failed`, `train/memory-exceeded`,
   *   `train/closed`, and what `Engine.train` throws
   * @throws the signal's reason as soon as it is aborted
   */
  train(request: TrainRequest, hooks?: JobHooks): Promise<TrainOutcome>
  /** Takes a lot of the operator's examples; throws what `train` and `Engine.takeLot` do. */
  takeLot(request: LotRequest, hooks?: JobHooks): Promise<LotResult>
  /** Evaluates a model on the held-out examples; throws what `train` does. */
  evaluate(request: EvaluateRequest, hooks?: JobHooks): Promise<Evaluation>
  /** Numbers of examples; loads them if that was not done yet. */
  examples(): Promise<ExampleCounts>
  /** Ends the process and resolves when it is gone; unfinished jobs get `train/closed`. */
  close(): Promise<void>
}

const defaultMemoryLimitBytes = 2 ** 31

/** A trainer; its process starts with the first job. */
export function createTrainer(deps: { log: Log }, options: TrainerOptions): Trainer {
  const { log } = deps
  const { data, threads = 1, memoryLimitBytes = defaultMemoryLimitBytes } = options
  const { abortGraceMs = 5_000 } = options
  const settings = { data, threads, memoryLimitBytes }
  let child: Child | undefined
  let closed = false

  const currentChild = (): Child => {
    if (child !== undefined) return child
    const started = startChild({ settings, abortGraceMs }, (end) => {
      log.error('the training process ended unasked', { pid: started.pid, ...end })
      child = undefined
    })
    log.debug('started the training process', { pid: started.pid })
    child = started
    return started
  }
  const perform = async (task: Task, hooks: JobHooks = {}): Promise<unknown> => {
    if (closed) throw new VainError('train/closed', 'the trainer was closed', {})
    return currentChild().perform(task, hooks)
  }
  // The child answers a task with the result of its kind: both ends are ours.
  return {
    train: async (request, hooks) =>
      (await perform({ kind: 'train', request }, hooks)) as TrainOutcome,
    takeLot: async (request, hooks) =>
      (await perform({ kind: 'lot', request }, hooks)) as LotResult,
    evaluate: async (request, hooks) =>
      (await perform({ kind: 'evaluate', request }, hooks)) as Evaluation,
    examples: async () => (await perform({ kind: 'examples' })) as ExampleCounts,
    async close() {
      closed = true
      await child?.stop()
    },
  }
}

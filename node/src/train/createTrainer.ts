import { constants, setPriority } from 'node:os'
import { type Log, VainError } from '@vain/base'
import type { DataSource } from '@vain/data'
import type { EngineName, Evaluation, JobHooks, LotResult } from '@vain/learn'
import { createBusyness } from './busyness.ts'
import { type Child, startChild } from './child.ts'
import { createChoice, fixedChoice } from './chooseEngine.ts'
import type {
  EvaluateRequest,
  ExampleCounts,
  LotRequest,
  Task,
  TrainOutcome,
  TrainRequest,
  Trial,
} from './messages.ts'
import { type Probe, probeEngines } from './probeEngines.ts'

/** Settings of a trainer. */
export type TrainerOptions = {
  /** Where the operator's examples come from. */
  readonly data: DataSource
  /**
   * What to train on, default `cpu`; `auto` tries all engines on the first job of each program and
   * takes the fastest that agrees.
   *
   * Lots and evaluations go to the processor, or to `wasm` where that is named: what is known of
   * rounding in lots, and what validators agree on, was measured there.
   */
  readonly engine?: EngineName | 'auto'
  /** Threads of the engine, default 1. */
  readonly threads?: number
  /** Environment of the training process. Default: none. */
  readonly environment?: Readonly<Record<string, string>>
  /**
   * Resident memory of the training process beyond which a job is ended, default 2 GiB.
   *
   * Looked at after every step: a single step may exceed it.
   */
  readonly memoryLimitBytes?: number
  /** A process that does not end an aborted job within so long is killed, default 5,000. */
  readonly abortGraceMs?: number
  /**
   * Another trainer, before which this one steps back: its process has the lowest priority, and it
   * begins no job while the other works. A job that is under way goes on. Default: none.
   */
  readonly after?: Pick<Trainer, 'untilIdle'>
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
  /** Time of one step of a program here, ms, from some steps on the first examples. */
  measureStep(request: TrainRequest, hooks?: JobHooks): Promise<number>
  /** Takes a lot of the operator's examples; throws what `train` and `Engine.takeLot` do. */
  takeLot(request: LotRequest, hooks?: JobHooks): Promise<LotResult>
  /** Evaluates a model on the held-out examples; throws what `train` does. */
  evaluate(request: EvaluateRequest, hooks?: JobHooks): Promise<Evaluation>
  /** Numbers of examples; loads them if that was not done yet. */
  examples(): Promise<ExampleCounts>
  /** What was found of each engine for the program that was tried last; nothing unless it is `auto`. */
  tried(): readonly Probe[]
  /** Resolves when it works on nothing. */
  untilIdle(): Promise<void>
  /** Ends the process and resolves when it is gone; unfinished jobs get `train/closed`. */
  close(): Promise<void>
}

/** What rounds need of a trainer. */
export type RoundTrainer = Pick<Trainer, 'train' | 'takeLot' | 'evaluate' | 'measureStep'>

const defaultMemoryLimitBytes = 2 ** 31

/** Rejects with the signal's reason as soon as it is aborted. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  const aborted = Promise.withResolvers<never>()
  const reject = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', reject, { once: true })
  return Promise.race([promise, aborted.promise]).finally(() =>
    signal.removeEventListener('abort', reject),
  )
}

function lowerPriority(log: Log, pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch (error) {
    log.warn('the priority of a process could not be lowered', { pid, error })
  }
}

/** A trainer; its process starts with the first job. */
export function createTrainer(deps: { log: Log }, options: TrainerOptions): Trainer {
  const { log } = deps
  const { data, threads = 1, memoryLimitBytes = defaultMemoryLimitBytes } = options
  const { abortGraceMs = 5_000, engine = 'cpu', environment = {}, after } = options
  const settings = { data, threads, memoryLimitBytes, environment }
  const ending = new AbortController()
  const busyness = createBusyness()
  const choice =
    engine === 'auto'
      ? createChoice({
          log,
          probe: (job) => busyness.during(() => probeEngines(settings, job, ending.signal)),
        })
      : fixedChoice(engine)
  const exact = engine === 'wasm' ? 'wasm' : 'cpu'
  let child: Child | undefined
  let closed = false

  const currentChild = (): Child => {
    if (child !== undefined) return child
    const started = startChild({ settings, abortGraceMs }, (end) => {
      log.error('the training process ended unasked', { pid: started.pid, ...end })
      child = undefined
    })
    log.debug('started the training process', { pid: started.pid })
    if (after !== undefined) lowerPriority(log, started.pid)
    child = started
    return started
  }
  const perform = async (task: Task, hooks: JobHooks = {}): Promise<unknown> => {
    if (after !== undefined) await untilAborted(after.untilIdle(), hooks.signal)
    if (closed) throw new VainError('train/closed', 'the trainer was closed', {})
    return busyness.during(() => currentChild().perform(task, hooks))
  }
  // The child answers a task with the result of its kind: both ends are ours.
  return {
    async train(request, hooks) {
      hooks?.signal?.throwIfAborted()
      // Who does it again elsewhere comes to the same bytes on this engine alone.
      if (request.part !== undefined)
        return (await perform({ kind: 'train', engine: 'wasm', request }, hooks)) as TrainOutcome
      const chosen = await untilAborted(choice.engineFor(request), hooks?.signal)
      try {
        return (await perform({ kind: 'train', engine: chosen, request }, hooks)) as TrainOutcome
      } catch (error) {
        choice.noteFailure(chosen, request, error)
        throw error
      }
    },
    async measureStep(request, hooks) {
      const engine = await untilAborted(choice.engineFor(request), hooks?.signal)
      const { stepMs } = (await perform({ kind: 'trial', engine, request }, hooks)) as Trial
      return stepMs
    },
    takeLot: async (request, hooks) =>
      (await perform({ kind: 'lot', engine: exact, request }, hooks)) as LotResult,
    evaluate: async (request, hooks) =>
      (await perform({ kind: 'evaluate', engine: exact, request }, hooks)) as Evaluation,
    examples: async () => (await perform({ kind: 'examples' })) as ExampleCounts,
    tried: choice.tried,
    untilIdle: busyness.untilIdle,
    async close() {
      closed = true
      ending.abort(new VainError('train/closed', 'the trainer was closed', {}))
      await child?.stop()
    },
  }
}

/**
 * Entry of the child process that trains: it holds the operator's examples and runs the programs.
 *
 * A step of training blocks its thread and a broken program may end its process, so neither may be
 * the daemon's. Examples stay here; only parameters, losses and counts are sent.
 */
import { VainError } from '@vain/base'
import { openDataSource } from '@vain/data'
import {
  createEngine,
  type Dataset,
  type Engine,
  type EngineName,
  type JobHooks,
  type OpenData,
  type Progress,
  recordTraining,
  targetLevels,
  varianceOf,
} from '@vain/learn'
import { keepRead } from './keepRead.ts'
import type { Answer, ChildSettings, Failure, FromChild, Task, ToChild } from './messages.ts'
import { openParts, type Parts } from './openParts.ts'
import { tryEngine } from './tryEngine.ts'

/** A step may take a millisecond: the daemon need not hear of each. */
const progressIntervalMs = 50

type Host = {
  engineOf(name: EngineName): Engine
  /** Who only does others' steps again asks for parts alone, and never holds these. */
  data: () => Promise<OpenData>
  partOf: Parts
  memoryLimitBytes: number
}

let host: Host | undefined
const now = (): number => performance.now()
const running = new Map<number, AbortController>()

function send(message: FromChild): void {
  // False once the daemon has gone; the disconnect handler then ends this process.
  if (process.connected) process.send?.(message)
}

function open(settings: ChildSettings): Host {
  const data = keepRead(() => openDataSource(settings.data))
  const { threads, memoryLimitBytes } = settings
  const engines = new Map<EngineName, Engine>()
  const engineOf = (name: EngineName): Engine => {
    const engine = engines.get(name) ?? createEngine(name, { threads, now })
    engines.set(name, engine)
    return engine
  }
  return { engineOf, data, partOf: openParts(settings.data), memoryLimitBytes }
}

function hooksOf(job: number, abort: AbortController, memoryLimitBytes: number): JobHooks {
  let sentAt = 0
  const onProgress = (progress: Progress): void => {
    const rssBytes = process.memoryUsage.rss()
    if (rssBytes > memoryLimitBytes)
      abort.abort(
        new VainError('train/memory-exceeded', 'training took more memory than allowed', {
          rssBytes,
          memoryLimitBytes,
        }),
      )
    const isDue = now() - sentAt >= progressIntervalMs || progress.step === progress.steps
    if (!isDue) return
    sentAt = now()
    send({ kind: 'progress', job, progress })
  }
  return { onProgress, signal: abort.signal }
}

async function train(
  engine: Engine,
  { engine: name, request }: Extract<Task, { kind: 'train' }>,
  data: Dataset,
  hooks: JobHooks,
): Promise<Answer> {
  const job = { ...request, data }
  const { model, examples, loss, losses } = await engine.train(job, hooks)
  const record = recordTraining(name, job, { model, losses })
  return { model, examples, loss, steps: losses.length, record }
}

async function perform(task: Task, hooks: JobHooks): Promise<Answer> {
  if (host === undefined) throw new VainError('train/no-settings', 'a task came too early', {})
  const { engineOf, partOf } = host
  if (task.kind === 'train' && task.request.part !== undefined)
    return train(engineOf(task.engine), task, await partOf(task.request.part), hooks)
  const open = await host.data()
  switch (task.kind) {
    case 'train':
      return train(engineOf(task.engine), task, open.train, hooks)
    case 'trial':
      return tryEngine(engineOf(task.engine), { ...task.request, data: open.train }, hooks, now)
    case 'lot':
      return engineOf(task.engine).takeLot({ ...task.request, data: open.train }, hooks)
    case 'evaluate':
      return engineOf(task.engine).evaluate({ ...task.request, data: open.heldOut }, hooks)
    case 'examples': {
      const { train, heldOut } = open
      return {
        train: train.count,
        heldOut: heldOut.count,
        heldOutVariance: heldOut.classes === targetLevels ? varianceOf(heldOut) : 0,
      }
    }
  }
}

function toFailure(error: unknown): Failure {
  if (error instanceof VainError)
    return { code: error.code, message: error.message, context: error.context }
  return { code: 'train/engine-failed', message: String(error), context: {} }
}

async function work(job: number, task: Task): Promise<void> {
  const abort = new AbortController()
  running.set(job, abort)
  const hooks = hooksOf(job, abort, host?.memoryLimitBytes ?? 0)
  const answer = await perform(task, hooks).then(
    (result): FromChild => ({ kind: 'done', job, result }),
    (error: unknown): FromChild => ({ kind: 'failed', job, failure: toFailure(error) }),
  )
  running.delete(job)
  send(answer)
}

process.on('message', (message: ToChild) => {
  if (message.kind === 'settings') host = open(message.settings)
  else if (message.kind === 'task') void work(message.job, message.task)
  else running.get(message.job)?.abort()
})
// The daemon decides when to stop: a signal to the whole process group must not look like a crash.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => process.exit(0))
// The daemon may have gone before the handler was set.
if (!process.connected) process.exit(0)

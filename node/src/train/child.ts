import { type ChildProcess, fork } from 'node:child_process'
import { VainError } from '@vain/base'
import type { JobHooks } from '@vain/learn'
import type { ChildSettings, FromChild, Task, ToChild } from './messages.ts'
import { createPendingJobs, type PendingJobs } from './pendingJobs.ts'

/** Of what a child writes to its error stream, so much is kept to explain a crash. */
const tailLength = 2_000

/** What a child needs to know, and how it is watched. */
export type ChildOptions = {
  readonly settings: ChildSettings
  /** A child that leaves an abort unanswered for so long is killed. */
  readonly abortGraceMs: number
}

/** How a child ended. */
export type ChildEnd = {
  readonly exitCode: number | null
  readonly signal: string | null
  /** End of its error stream. */
  readonly stderr: string
}

/** One child process and the jobs it works on. */
export type Child = {
  /** `undefined` if the process could not be started. */
  readonly pid: number | undefined
  /** Resolves to the task's result; rejects with its error, the signal's reason or a crash. */
  perform(task: Task, hooks: JobHooks): Promise<unknown>
  /** Ends the child and resolves when it is gone; unfinished jobs are rejected. */
  stop(): Promise<void>
}

function forkTrainer({ environment }: ChildSettings): ChildProcess {
  return fork(new URL('./trainerProcess.ts', import.meta.url), {
    serialization: 'advanced',
    // Loading the examples makes much short-lived garbage: a small young generation keeps the
    // process at 150 MB instead of 380. Nothing of the parent's flags (an inspector) is inherited.
    execArgv: ['--max-semi-space-size=8', '--max-old-space-size=512'],
    // The environment may hold passwords, which are no business of a process that runs programs.
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

function keepTail(forked: ChildProcess): () => string {
  let tail = ''
  forked.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-tailLength)
  })
  return () => tail
}

function follow(forked: ChildProcess, jobs: PendingJobs): void {
  forked.on('message', (message: FromChild) => {
    if (message.kind === 'progress') jobs.progress(message.job, message.progress)
    else if (message.kind === 'done') jobs.resolve(message.job, message.result)
    else {
      const { code, message: text, context } = message.failure
      jobs.reject(message.job, new VainError(code, text, context))
    }
  })
}

/**
 * Starts a child and sends it its settings.
 *
 * @param onCrash - called if the child ends without being told to, before its jobs are rejected
 */
export function startChild(options: ChildOptions, onCrash: (end: ChildEnd) => void): Child {
  const { settings, abortGraceMs } = options
  const forked = forkTrainer(settings)
  const jobs = createPendingJobs()
  const ended = Promise.withResolvers<void>()
  const stderr = keepTail(forked)
  let stopping = false
  // A failed send shows in the end of the child, which rejects all jobs.
  const send = (message: ToChild): boolean => forked.send(message, () => undefined)
  const kill = (): boolean => forked.kill('SIGKILL')

  const end = (exitCode: number | null, signal: string | null): void => {
    if (!stopping) onCrash({ exitCode, signal, stderr: stderr() })
    jobs.rejectAll(
      stopping
        ? new VainError('train/closed', 'the trainer was closed', {})
        : new VainError('train/engine-crashed', 'the training process ended', { exitCode, signal }),
    )
    ended.resolve()
  }
  follow(forked, jobs)
  forked.once('close', end)
  // Without a process there is no `close`; with one, an error is of a message or a signal that came
  // too late for it.
  forked.on('error', () => {
    if (forked.pid === undefined) end(null, null)
  })
  send({ kind: 'settings', settings })
  return {
    pid: forked.pid,
    perform: (task, hooks) =>
      jobs.add(hooks, {
        begin: (job) => send({ kind: 'task', job, task }),
        abort: (job) => send({ kind: 'abort', job }),
        // A step that never ends takes no message: what is left is to end its process.
        unanswered: { afterMs: abortGraceMs, act: kill },
      }),
    async stop() {
      stopping = true
      // It has nothing to put in order, and in mid-step it would not listen.
      kill()
      await ended.promise
    },
  }
}

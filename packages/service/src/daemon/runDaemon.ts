import { type Log, VainError } from '@vain/base'
import { describeError } from './describeError.ts'

export type DaemonOptions<Config> = {
  /** Reads the options; what it throws is printed and ends the process. */
  configure: () => Config | Promise<Config>
  /** Opens the log that the options ask for. */
  openLog: (config: Config) => Log
  /** The daemon's work: runs until it is done or `signal` is aborted, then cleans up and returns. */
  main: (context: { config: Config; log: Log; signal: AbortSignal }) => Promise<void>
  /** Longest that the clean-up may take once the daemon is asked to stop, in milliseconds. */
  stopWithinMs?: number
}

const defaultStopMs = 15_000
// A terminal and npm each hand on the same Ctrl-C: what follows this closely is no second wish.
const sameSignalMs = 500
// Time for open handles to close by themselves after the work is done.
const lingerMs = 2_000

/**
 * Runs a daemon from its options to the end of the process.
 *
 * SIGINT and SIGTERM abort the signal; a second one exits at once. So does the end of the program
 * that started it with an IPC channel, however it ended: nobody would stop it otherwise. An unhandled rejection or
 * exception is logged, stops the daemon the same way and makes the exit code 1. An error is
 * printed to standard error as `code: sentence` and its way out; its stack goes to the log at
 * level `debug`.
 *
 * Exit codes: 0 after a clean end, 1 after an error or when the clean-up took too long, 128 plus
 * the signal's number when a second signal ended it.
 */
export async function runDaemon<Config>(options: DaemonOptions<Config>): Promise<void> {
  const stopping = new AbortController()
  const guard = createGuard(stopping, options.stopWithinMs ?? defaultStopMs)
  try {
    const config = await options.configure()
    const log = options.openLog(config)
    guard.log = log
    await options.main({ config, log, signal: stopping.signal })
  } catch (error) {
    if (!isOurStop(error, stopping.signal)) guard.fail('stopped by an error', error)
  }
  guard.release()
}

type Guard = {
  log: Log | undefined
  fail(message: string, error: unknown): void
  release(): void
}

function createGuard(stopping: AbortController, stopWithinMs: number): Guard {
  let deadline: NodeJS.Timeout | undefined
  const guard: Guard = {
    log: undefined,
    fail: (message, error) => {
      process.exitCode = 1
      process.stderr.write(`${describeError(error)}\n`)
      guard.log?.error(message, { error })
      guard.log?.debug('the stack of the error', { stack: stackOf(error) })
    },
    release: () => {
      clearTimeout(deadline)
      setTimeout(() => {
        guard.log?.warn('something is still open after the end', {
          resources: process.getActiveResourcesInfo(),
        })
        process.exit()
      }, lingerMs).unref()
    },
  }
  const stop = (reason: VainError): void => {
    if (stopping.signal.aborted) return
    deadline = setTimeout(() => {
      guard.fail(
        'the clean-up took too long',
        new VainError('daemon/stop-timeout', 'the clean-up took too long', { stopWithinMs }),
      )
      process.exit()
    }, stopWithinMs)
    stopping.abort(reason)
  }
  listenToSignals(guard, stop)
  listenToParent(guard, stop)
  listenToSlips(guard, stop)
  return guard
}

function listenToSignals(guard: Guard, stop: (reason: VainError) => void): void {
  let firstAtMs: number | undefined
  const onSignal = (signal: NodeJS.Signals, number: number): void => {
    if (firstAtMs === undefined) {
      firstAtMs = performance.now()
      guard.log?.info('stopping', { signal })
      stop(new VainError('daemon/stopped', `${signal} asked the daemon to stop`, { signal }))
    } else if (performance.now() - firstAtMs >= sameSignalMs) process.exit(128 + number)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
}

function listenToParent(guard: Guard, stop: (reason: VainError) => void): void {
  if (process.channel === undefined) return
  process.once('disconnect', () => {
    guard.log?.info('stopping', { reason: 'the program that started this one is gone' })
    stop(new VainError('daemon/stopped', 'the program that started this one is gone', {}))
  })
  // Listening alone must not keep the process.
  process.channel.unref()
}

function listenToSlips(guard: Guard, stop: (reason: VainError) => void): void {
  const onSlip =
    (message: string) =>
    (error: unknown): void => {
      guard.fail(message, error)
      stop(new VainError('daemon/failed', message, {}, { cause: error }))
    }
  process.on('unhandledRejection', onSlip('a rejection was not handled'))
  process.on('uncaughtException', onSlip('an exception was not caught'))
}

/** Whether `main` only passed on that it was asked to stop. */
function isOurStop(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError')
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined
}

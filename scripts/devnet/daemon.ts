import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A daemon process with its log in a file. */
export type Daemon = {
  readonly name: string
  readonly pid: number | undefined
  isAlive(): boolean
  /** Asks it to stop and waits; after `withinMs` it is killed. */
  stop(withinMs?: number): Promise<void>
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>
  /** Resolves when it has exited, with its code or signal. */
  readonly exited: Promise<number | NodeJS.Signals>
}

const rootFolder = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Starts a program of this repository with a config file; what it prints goes to `logFile`.
 *
 * @param main - its file, from the root
 */
export function startDaemon(
  name: string,
  main: string,
  configFile: string,
  logFile: string,
): Daemon {
  mkdirSync(new URL('.', `file://${logFile}`), { recursive: true })
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 })
  // Its own process group: Ctrl-C in the terminal reaches this program, which stops them in order.
  const child = spawn(process.execPath, [main, '--config', configFile], {
    cwd: rootFolder,
    // The channel is closed by the system when this program ends, whatever ends it.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  })
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  const exited = waitForExit(child)
  // Later than its exit: its last lines may still be on their way.
  child.once('close', () => log.end())
  return {
    name,
    pid: child.pid,
    exited,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async stop(withinMs = 20_000) {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
      await exited
      clearTimeout(timer)
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function waitForExit(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0))
  })
}

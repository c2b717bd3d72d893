import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

/** Folder of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
/** Folder of the installed programs, Node among them. */
export const bin = join(root, 'node_modules', '.bin')
/** The Node that npm installed with the project. */
export const node = join(bin, 'node')

/** A sentence for the user, which ends the program without a stack. */
export class Failure extends Error {}

/** Tells the user something; standard output belongs to the programs that are run. */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

let child
let interruptingSignal

/** The signal that asked to stop, if one did. */
export function interruptedBy() {
  return interruptingSignal
}

// In a terminal Ctrl-C reaches the child by itself; handed on as well it would count twice.
const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    interruptingSignal = signal
    if (!(signal === 'SIGINT' && hasTerminal)) child?.kill(signal)
  })

/** What a shell says of a program that a signal ended. */
export function exitCodeOf(signal) {
  return 128 + constants.signals[signal]
}

/**
 * Runs a program to its end and gives its exit code, 128 + n if signal n ended it.
 *
 * `onLine` gets each line of its standard output, which is shown all the same.
 */
export function run(command, args, { cwd = root, env = childEnvironment(), onLine } = {}) {
  if (interruptingSignal) return Promise.resolve(exitCodeOf(interruptingSignal))
  return new Promise((resolveCode, reject) => {
    child = spawn(command, args, {
      cwd,
      env,
      stdio: ['inherit', onLine ? 'pipe' : 'inherit', 'inherit'],
    })
    child.on('error', (error) => {
      reject(new Failure(`${command} could not be started: ${error.message}`))
    })
    child.on('close', (code, signal) => {
      child = undefined
      resolveCode(signal ? exitCodeOf(signal) : code)
    })
    let rest = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text)
      const lines = (rest + text).split('\n')
      rest = lines.pop()
      for (const line of lines) onLine(line)
    })
  })
}

/** The environment of what runs under the installed Node. */
function childEnvironment() {
  const colours = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {}
  return {
    ...colours,
    ...process.env,
    PATH: [bin, process.env.PATH].join(delimiter),
    // For what measures how long a user waits: installing counts.
    VAIN_STARTED_MS: String(Math.round(performance.timeOrigin)),
  }
}

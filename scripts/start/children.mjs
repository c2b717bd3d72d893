import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
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

let interruptingSignal
/** Hand a signal on to what runs now. */
const passers = new Set()

/** The signal that asked to stop, if one did. */
export function interruptedBy() {
  return interruptingSignal
}

function interrupt(signal) {
  interruptingSignal = signal
  for (const passOn of passers) passOn(signal)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, interrupt)

if (process.env.npm_lifecycle_event) {
  // npm hands a SIGTERM only to the shell between it and us, which dies of it without a word.
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    interrupt('SIGTERM')
  }, 500)
  watch.unref()
}

/** What a shell says of a program that a signal ended. */
export function exitCodeOf(signal) {
  return 128 + constants.signals[signal]
}

// In a terminal Ctrl-C reaches the child by itself; handed on as well it would count twice.
const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)

/**
 * Runs a program to its end and gives its exit code, 128 + n if signal n ended it.
 *
 * `onLine` gets each line of its standard output, which is shown all the same; `onText` gets all
 * that it prints, which is then not shown, and nothing can be typed to it.
 */
export async function run(command, args, options = {}) {
  const { cwd = root, env = childEnvironment(), onLine, onText } = options
  if (interruptingSignal) return exitCodeOf(interruptingSignal)
  const child = spawn(command, args, { cwd, env, stdio: stdioFor(options) })
  const passOn = (signal) => {
    if (!(signal === 'SIGINT' && hasTerminal)) child.kill(signal)
  }
  passers.add(passOn)
  const show = onText ?? ((text) => process.stdout.write(text))
  const read = onLine ? byLines(onLine) : () => undefined
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    show(text)
    read(text)
  })
  child.stderr?.setEncoding('utf8').on('data', show)
  const closed = once(child, 'close').catch(() => undefined)
  const code = await codeOf(child, command).finally(() => passers.delete(passOn))
  // What the program left running may hold its output open: not waited for.
  await Promise.race([closed, wait(2_000, undefined, { ref: false })])
  child.stdout?.destroy()
  child.stderr?.destroy()
  return code
}

function stdioFor({ onLine, onText }) {
  if (onText) return ['ignore', 'pipe', 'pipe']
  return ['inherit', onLine ? 'pipe' : 'inherit', 'inherit']
}

/** Takes text as it comes and hands it on line by line. */
function byLines(onLine) {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    for (const line of lines) onLine(line)
  }
}

/**
 * Runs a program and all that it starts as one group: signals go to the whole group, and it has
 * ended when all of it has. npx does not hand signals on to the npm that it runs.
 *
 * `onStart` gets the number of the group, by which `isAlive` knows it.
 */
export async function runGroup(command, args, { env, onStart }) {
  if (interruptingSignal) return exitCodeOf(interruptingSignal)
  const stdio = ['ignore', 'inherit', 'inherit']
  const child = spawn(command, args, { cwd: root, env, stdio, detached: true })
  const group = -child.pid
  const passOn = (signal) => process.kill(group, signal)
  passers.add(passOn)
  if (child.pid) onStart(group)
  const code = await codeOf(child, command).finally(() => passers.delete(passOn))
  for (let patience = 50; isAlive(group); patience--) {
    if (patience === 0) process.kill(group, 'SIGKILL')
    await wait(100)
  }
  return code
}

/** Whether a process, or a group by its negative number, exists. */
export function isAlive(id) {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    // EPERM: it lives, under another user.
    return error.code === 'EPERM'
  }
}

async function codeOf(child, command) {
  try {
    const [code, signal] = await once(child, 'exit')
    return signal ? exitCodeOf(signal) : code
  } catch (error) {
    throw new Failure(`${command} could not be started: ${error.message}`)
  }
}

/** The environment of what runs under the installed Node. */
function childEnvironment() {
  const colours = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {}
  return {
    ...colours,
    // Of what was compiled once: a network is ten programs of the same modules.
    NODE_COMPILE_CACHE: join(root, '.cache', 'node'),
    ...process.env,
    PATH: [bin, process.env.PATH].join(delimiter),
    // For what measures how long a user waits: installing counts.
    VAIN_STARTED_MS: String(Math.round(performance.timeOrigin)),
  }
}

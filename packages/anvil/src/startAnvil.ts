import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { type Log, VainError } from '@vain/base'
import { findAnvil } from './findAnvil.ts'
import { backUp, restore } from './stateFile.ts'

export type AnvilOptions = {
  readonly port: number
  /**
   * Address to listen on; 127.0.0.1 by default. Whoever reaches it has the accounts of the
   * development phrase, and anvil's own methods, with which all of the chain can be changed.
   */
  readonly host?: string
  readonly log: Log
  /** File that keeps the chain over restarts; without it the chain ends with the process. */
  readonly statePath?: string
  /** Seconds between two blocks; 1 by default. 0 mines only where there is a transaction. */
  readonly blockTimeSeconds?: number
  /** 31,337 by default. */
  readonly chainId?: number
  /** Accounts of anvil's own phrase, the development phrase, that have ether; 32 by default. */
  readonly accounts?: number
  /**
   * States that calls can be made at: the `latest` (default) or `all`, which reorganisations made
   * by hand need as well. `all` costs some 250 KB of memory a block.
   */
  readonly states?: 'latest' | 'all'
  /** Longest wait for the first answer and for the end, milliseconds; 15,000 by default. */
  readonly timeoutMs?: number
}

/** A chain of one's own, on this machine. */
export type Anvil = {
  readonly url: string
  /** Its process group, for signals. */
  readonly pid: number | undefined
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** Lets it write its state and waits for its end. */
  stop(): Promise<void>
  /** Ends it at once: what it mined since the state was last written, at most 5 s, is lost. */
  kill(): Promise<void>
}

/**
 * Starts anvil, the development chain, and waits until it answers.
 *
 * Transactions are mined as they come, and a block follows every `blockTimeSeconds` besides. Its
 * clock is that of the machine: blocks of one second share a timestamp, however many they are
 * (measured with 1.7.1: 40 blocks in two seconds left it in step), so time never runs ahead. After
 * a restart with `statePath` old blocks, logs and receipts are served with the same hashes, all
 * but block 0, which is made anew; calls can be made at the latest block only. The file grows by
 * 1.4 to 1.8 KB with every empty block and is written whole every 5 s (measured: 36,000 blocks are
 * 50 MB, for which it takes 2 % of a processor and 89 MB of memory).
 *
 * It ends with this process, even if that is killed, but not with a Ctrl-C in the terminal: it has
 * its own process group, so that whoever depends on it can go first.
 *
 * @throws {VainError} `chain/no-anvil` if there is no binary, `chain/port-taken`,
 *   `chain/anvil-failed` (context: `output`) if it ends or stays silent, `chain/broken-state`
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const { port, host = loopback, log, statePath, timeoutMs = 15_000 } = options
  // What listens everywhere is asked on this machine.
  const near = host === '0.0.0.0' ? loopback : host
  if (await isTaken(near, port))
    throw new VainError('chain/port-taken', `port ${port} is in use`, { port })
  if (statePath !== undefined && (await restore(statePath)))
    log.warn('The state of the chain was cut off and an older copy is used', { statePath })
  const child = spawn('/bin/sh', ['-c', supervise, findAnvil(), ...flagsOf(options)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const output = collectOutput(child, log)
  const ended = once(child, 'exit').then(() => undefined)
  const url = `http://${near}:${port}`
  const anvil: Anvil = {
    url,
    pid: child.pid,
    ended,
    async stop() {
      child.stdin?.end()
      const late = setTimeout(() => signalGroup(child, 'SIGKILL'), timeoutMs)
      await ended
      clearTimeout(late)
      if (statePath !== undefined) await backUp(statePath)
    },
    async kill() {
      signalGroup(child, 'SIGKILL')
      await ended
      // The shell may go before anvil does, and whoever is next needs the port.
      const end = performance.now() + timeoutMs
      while (performance.now() < end && (await isTaken(near, port))) await pause(5)
    },
  }
  await waitUntilReady(child, url, timeoutMs, output).catch(async (error: unknown) => {
    await anvil.kill()
    throw error
  })
  if (statePath !== undefined) await backUp(statePath)
  return anvil
}

/**
 * Runs anvil until it ends or standard input does, which this process holds open. The input is
 * kept as descriptor 3, since a shell gives its background commands none (POSIX 2.9.3.1).
 */
const supervise = `exec 3<&0
"$0" "$@" </dev/null 3<&- & anvil=$!
{ read -r _ <&3; kill -TERM $anvil; } 2>/dev/null & watch=$!
wait $anvil; code=$?
kill $watch 2>/dev/null
exit $code`

const loopback = '127.0.0.1'

/** The shell's exit code for a command that it cannot find. */
const notFound = 127

// Without `--prune-history` anvil keeps every state, and leaves it in the user's home: 1 GB an hour.
function flagsOf(options: AnvilOptions): string[] {
  const { port, host = loopback, statePath, blockTimeSeconds = 1 } = options
  const { accounts = 32, chainId = 31_337 } = options
  return [
    ...['--host', host, '--port', String(port), '--quiet'],
    ...['--hardfork', 'osaka', '--enable-tx-gas-limit', '--chain-id', String(chainId)],
    ...['--accounts', String(accounts), '--balance', '10000'],
    ...(blockTimeSeconds > 0 ? ['--block-time', String(blockTimeSeconds), '--mixed-mining'] : []),
    ...(statePath === undefined ? [] : ['--state', statePath, '--state-interval', '5']),
    ...(options.states === 'all' ? ['--prune-history', '100000'] : ['--prune-history']),
    ...['--cache-path', tmpdir()],
  ]
}

/** Gathers what it complains of: into the log, and its last lines for an error. */
function collectOutput(child: ChildProcess, log: Log): () => string {
  let tail = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-2_000)
    log.warn('The development chain complained', { output: text.trim().slice(0, 500) })
  })
  // Ending the input of a process that is gone already is no problem.
  child.stdin?.on('error', () => undefined)
  return () => tail.trim()
}

async function waitUntilReady(
  child: ChildProcess,
  url: string,
  timeoutMs: number,
  output: () => string,
): Promise<void> {
  const begin = performance.now()
  while (child.exitCode === null && child.signalCode === null) {
    if (await answers(url)) return
    if (performance.now() - begin > timeoutMs) break
    await pause(25)
  }
  if (child.exitCode === notFound)
    throw new VainError(
      'chain/no-anvil',
      'anvil, the development chain, is not on this machine: install the optional packages ' +
        '(npm ci without --omit=optional, on Linux x64) or put an anvil on the path',
      { output: output() },
    )
  throw new VainError('chain/anvil-failed', `anvil did not start: ${output() || 'no answer'}`, {
    exitCode: child.exitCode,
    output: output(),
  })
}

async function answers(url: string): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId' })
  const headers = { 'content-type': 'application/json' }
  try {
    const signal = AbortSignal.timeout(2_000)
    return (await fetch(url, { method: 'POST', headers, body, signal })).ok
  } catch {
    return false
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
}

async function isTaken(host: string, port: number): Promise<boolean> {
  const socket = createConnection({ host, port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

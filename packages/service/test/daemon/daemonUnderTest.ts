/** A small daemon, run by the test in a process of its own; its argument says how it behaves. */
import { setTimeout as wait } from 'node:timers/promises'
import { VainError } from '@vain/base'
import { createLog, runDaemon } from '../../src/index.ts'

const behaviour = process.argv[2] ?? ''
const said = (text: string): void => void process.stdout.write(`${text}\n`)
const never = new Promise<void>(() => undefined)
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

const behaviours: Record<string, (signal: AbortSignal) => Promise<void>> = {
  ends: async () => undefined,
  stops: async (signal) => {
    await aborted(signal)
    said('cleaning')
    await wait(20)
    said('clean')
  },
  passesOn: async (signal) => {
    await aborted(signal)
    signal.throwIfAborted()
  },
  hangs: async (signal) => {
    await aborted(signal)
    said('cleaning')
    await never
  },
  leavesOpen: async () => {
    setInterval(() => undefined, 1_000)
  },
  fails: async () => {
    throw new VainError('chain/unreachable', 'the chain does not answer', {
      wayOut: 'Start it, or name another with --rpc.',
    })
  },
  breaks: async () => {
    JSON.parse('{')
  },
  rejects: async (signal) => {
    void Promise.reject(new VainError('round/lost', 'nobody caught this', {}))
    await aborted(signal)
    said('clean')
  },
  throws: async (signal) => {
    setImmediate(() => {
      throw new TypeError('nobody caught this')
    })
    await aborted(signal)
    said('clean')
  },
}

await runDaemon({
  configure: () => {
    if (behaviour === 'badOptions')
      throw new VainError('options/missing', 'rpc is not set', { wayOut: 'Give --rpc.' })
    return { level: process.argv[3] === 'debug' ? 'debug' : 'info' } as const
  },
  openLog: ({ level }) => createLog({ level, format: 'json', name: 'under-test' }),
  main: async ({ signal, log }) => {
    // Keeps the process alive, as a daemon's sockets do.
    const alive = setInterval(() => undefined, 1_000)
    log.info('ready')
    await behaviours[behaviour]?.(signal).finally(() => clearInterval(alive))
  },
  stopWithinMs: Number(process.argv[4] ?? 300),
})

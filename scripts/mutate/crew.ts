import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answer, Order } from './worker.ts'

/** Orders after which a process is replaced: it keeps the modules of all tests it has run. */
const ordersPerProcess = 40
/** A mutant that has not been told from the original by then loops. */
const limitMs = 15 * 60_000

/** One process that takes orders. */
export type Hand = {
  /** The answer; undefined if the process died or did not end in time. */
  send(order: Order): Promise<Answer | undefined>
  close(): void
}

export function createHand(): Hand {
  let child: ChildProcess | undefined
  let served = 0
  const close = (): void => {
    child?.kill('SIGKILL')
    child = undefined
    served = 0
  }
  const start = async (): Promise<ChildProcess> => {
    const path = fileURLToPath(new URL('worker.ts', import.meta.url))
    const started = fork(path, { execArgv: ['--max-old-space-size=3000'] })
    // One of each kind for every order.
    started.setMaxListeners(0)
    await once(started, 'message')
    return started
  }
  return {
    close,
    async send(order) {
      if (served >= ordersPerProcess) close()
      child ??= await start()
      served += 1
      const current = child
      const answered = once(current, 'message').then(([answer]) => answer as Answer)
      const ended = once(current, 'exit').then(() => undefined)
      const late = new Promise<undefined>((resolve) => {
        setTimeout(() => resolve(undefined), limitMs).unref()
      })
      current.send(order)
      const answer = await Promise.race([answered, ended, late])
      if (answer === undefined) close()
      return answer
    },
  }
}

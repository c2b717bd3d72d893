import { Worker } from 'node:worker_threads'
import { VainError } from '@vain/base'
import type { Piece } from './piece.ts'

/** Threads that work off pieces, each as soon as one of them is free. */
export type Crew = {
  /**
   * Resolves when the piece is done.
   *
   * @throws {VainError} `masking/worker-died` if its thread ended first: then nobody knows how far it
   * came. `masking/closed` if the crew was closed.
   */
  run(piece: Piece): Promise<void>
  close(): Promise<void>
}

type Order = { piece: Piece; resolve: () => void; reject: (error: VainError) => void }

/**
 * Hires up to `threads` threads, when there is work for them. One that dies fails what it was at,
 * and another takes its place when it is needed.
 *
 * @param entry - the module that a thread runs; it answers every piece with one message
 */
export function createCrew(threads: number, entry: URL): Crew {
  const waiting: Order[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, Order>()
  let isClosed = false

  const hire = (): Worker => {
    // Of the environment a thread needs nothing, and it may hold a password.
    const worker = new Worker(entry, { name: 'masking', env: {} })
    let cause: unknown
    worker.on('message', () => {
      busy.get(worker)?.resolve()
      busy.delete(worker)
      // An idle thread does not keep the process.
      worker.unref()
      idle.push(worker)
      dispatch()
    })
    worker.on('error', (error) => {
      cause = error
    })
    worker.on('exit', (exitCode) => {
      busy.get(worker)?.reject(died(exitCode, cause))
      busy.delete(worker)
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1)
      dispatch()
    })
    return worker
  }

  const dispatch = (): void => {
    while (waiting.length > 0 && (idle.length > 0 || busy.size < threads)) {
      const worker = idle.pop() ?? hire()
      // The cast holds: one is waiting.
      const order = waiting.shift() as Order
      busy.set(worker, order)
      worker.ref()
      worker.postMessage(order.piece)
    }
  }

  return {
    run(piece) {
      if (isClosed) return Promise.reject(closed())
      return new Promise((resolve, reject) => {
        waiting.push({ piece, resolve, reject })
        dispatch()
      })
    },
    async close() {
      isClosed = true
      for (const { reject } of waiting.splice(0)) reject(closed())
      for (const { reject } of busy.values()) reject(closed())
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()))
    },
  }
}

const closed = (): VainError => new VainError('masking/closed', 'the mask pool is closed', {})

const died = (exitCode: number, cause: unknown): VainError =>
  new VainError(
    'masking/worker-died',
    'a thread that masked a vector ended; the vector is spoilt',
    { exitCode },
    { cause },
  )

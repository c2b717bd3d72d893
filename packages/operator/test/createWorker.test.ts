import type { Clock, Log } from '@vain/base'
import { expect } from 'chai'
import { createWorker } from '../src/index.ts'

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silent,
}

/** A clock on which a sleep ends when the test says so. */
function createHandClock(): Clock & { readonly slept: number[]; wake(): void } {
  const slept: number[] = []
  let sleeping = Promise.withResolvers<void>()
  return {
    slept,
    now: () => 0,
    sleep(ms, signal) {
      slept.push(ms)
      sleeping = Promise.withResolvers()
      signal?.addEventListener('abort', () => sleeping.reject(signal.reason))
      return sleeping.promise
    },
    wake: () => sleeping.resolve(),
  }
}

/** Lets everything that is ready run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('createWorker', () => {
  it('default: works when poked, and once more if poked meanwhile', async () => {
    let runs = 0
    let goOn = Promise.withResolvers<void>()
    const worker = createWorker({ clock: createHandClock(), log: silent }, async () => {
      runs += 1
      await goOn.promise
      return undefined
    })
    await settle()
    expect(runs).to.equal(0)
    worker.poke()
    await settle()
    worker.poke()
    worker.poke()
    await settle()
    expect(runs).to.equal(1)
    goOn.resolve()
    goOn = Promise.withResolvers()
    await settle()
    expect(runs).to.equal(2)
    goOn.resolve()
    await settle()
    expect(runs).to.equal(2)
    await worker.stop()
  })

  it('behavior: looks again after the time that the work asks for', async () => {
    const clock = createHandClock()
    let runs = 0
    const worker = createWorker({ clock, log: silent }, async () => (runs++ === 0 ? 70 : undefined))
    worker.poke()
    await settle()
    expect(clock.slept).to.deep.equal([70])
    clock.wake()
    await settle()
    expect(runs).to.equal(2)
    await worker.stop()
  })

  it('behavior: a failure is tried again after a pause that pokes do not cut short', async () => {
    const clock = createHandClock()
    let runs = 0
    const worker = createWorker({ clock, log: silent }, async () => {
      if (runs++ < 5) throw new Error('no')
      return undefined
    })
    worker.poke()
    for (let run = 1; run <= 5; run++) {
      await settle()
      worker.poke()
      await settle()
      expect(runs).to.equal(run)
      clock.wake()
    }
    await settle()
    expect(runs).to.equal(6)
    expect(clock.slept).to.deep.equal([1_000, 2_000, 4_000, 8_000, 8_000])
    await worker.stop()
  })

  it('behavior: stop waits for the work, which is told by its signal', async () => {
    let ended = false
    const worker = createWorker({ clock: createHandClock(), log: silent }, async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      ended = true
      return 5
    })
    worker.poke()
    await settle()
    await worker.stop()
    expect(ended).to.equal(true)
  })
})

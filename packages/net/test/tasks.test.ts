import { expect } from 'chai'
import { createTasks } from '../src/tasks.ts'
import { expectCode } from './support.ts'

const forever = (): Promise<never> => new Promise(() => undefined)

describe('createTasks', () => {
  it('default: settles with the work, and then aborts the signal', async () => {
    const tasks = createTasks()
    let signal: AbortSignal | undefined
    const run = tasks.run(1_000, async (given) => {
      signal = given
      return 7
    })
    expect(await run).to.equal(7)
    expect(signal?.aborted).to.equal(true)
  })

  it('error: time is up, with the work told why', async () => {
    let reason: unknown
    const run = createTasks().run(10, (signal) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason
      })
      return forever()
    })
    expect(await expectCode('net/timeout', run)).to.equal(reason)
  })

  it('error: what the work throws, and the reason of the caller', async () => {
    const [broken, enough] = [new Error('broken'), new Error('enough')]
    const tasks = createTasks()
    const caught = (run: Promise<unknown>): Promise<unknown> => run.catch((error) => error)
    expect(await caught(tasks.run(1_000, () => Promise.reject(broken)))).to.equal(broken)
    const caller = new AbortController()
    const run = tasks.run(1_000, forever, caller.signal)
    caller.abort(enough)
    expect(await caught(run)).to.equal(enough)
    expect(await caught(tasks.run(1_000, forever, caller.signal))).to.equal(enough)
  })

  it('error: stopped, before and during', async () => {
    const tasks = createTasks()
    const run = tasks.run(1_000, forever)
    tasks.stop()
    await expectCode('net/closed', run)
    await expectCode('net/closed', tasks.run(1_000, forever))
  })
})

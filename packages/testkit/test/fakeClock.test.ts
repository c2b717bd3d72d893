import { expect } from 'chai'
import { createFakeClock } from '../src/index.ts'

describe('createFakeClock', () => {
  it('default: wakes sleepers in the order of their times, those that sleep again too', async () => {
    const clock = createFakeClock(0)
    const seen: string[] = []
    const loop = async (name: string, ms: number) => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(ms)
        seen.push(`${name} ${clock.now()}`)
      }
    }
    const both = Promise.all([loop('slow', 30), loop('quick', 20)])
    await clock.advance(59)
    expect(seen).to.deep.equal(['quick 20', 'slow 30', 'quick 40'])
    expect(clock.now()).to.equal(59)
    await clock.advance(41)
    await both
    expect(clock.sleepers()).to.equal(0)
  })

  it('error: an abort wakes with its reason', async () => {
    const clock = createFakeClock()
    const stop = new AbortController()
    const nap = clock.sleep(1, stop.signal).catch((error: Error) => error.message)
    stop.abort(new Error('enough'))
    expect(await nap).to.equal('enough')
    expect(clock.sleepers()).to.equal(0)
    const late = await clock.sleep(1, stop.signal).catch((error: Error) => error.message)
    expect(late).to.equal('enough')
  })
})

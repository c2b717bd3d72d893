import { expect } from 'chai'
import fc from 'fast-check'
import { createVirtualClock } from '../../src/clock/virtualClock.ts'

describe('virtual clock', () => {
  it('default: events come by their time, and of equal times in the order they were set', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (times) => {
        const clock = createVirtualClock<number>()
        times.forEach((time, i) => {
          clock.schedule(time, i)
        })
        const seen = times.map(() => ({ event: clock.next() as number, now: clock.now() }))
        const expected = times
          .map((now, event) => ({ event, now }))
          .sort((a, b) => a.now - b.now || a.event - b.event)
        expect(seen).to.deep.equal(expected)
        expect(clock.next()).to.equal(undefined)
      }),
    )
  })

  it('behavior: events set while others come keep the order, and time never goes back', () => {
    const clock = createVirtualClock<string>()
    clock.schedule(5, 'five')
    clock.schedule(1, 'one')
    expect(clock.next()).to.equal('one')
    clock.schedule(3, 'three')
    clock.schedule(0, 'late')
    expect([clock.next(), clock.now()]).to.deep.equal(['late', 1])
    expect([clock.next(), clock.now()]).to.deep.equal(['three', 3])
    clock.passTo(10)
    clock.passTo(7)
    expect([clock.next(), clock.now()]).to.deep.equal(['five', 10])
  })

  it('behavior: forgets what is still to come', () => {
    const clock = createVirtualClock<number>()
    for (let i = 0; i < 10; i++) clock.schedule(i, i)
    clock.next()
    clock.clear()
    expect([clock.size, clock.next(), clock.now()]).to.deep.equal([0, undefined, 0])
  })
})

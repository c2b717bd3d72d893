import { expect } from 'chai'
import { createVirtualClock } from '../../src/clock/virtualClock.ts'
import { type Arrival, collect } from '../../src/round/collect.ts'

const answers = new Map([
  [7, 3],
  [8, 1],
  [9, 20],
])

describe('collect', () => {
  it('default: waits for all who were asked, in the order in which they answer', () => {
    const clock = createVirtualClock<Arrival>()
    expect(collect(clock, answers, 100, 3)).to.deep.equal([8, 7, 9])
    expect(clock.now()).to.equal(20)
  })

  it('behavior: the deadline leaves out who is late, and costs all of its time', () => {
    const clock = createVirtualClock<Arrival>()
    clock.passTo(50)
    expect(collect(clock, answers, 10, 3)).to.deep.equal([8, 7])
    expect(clock.now()).to.equal(60)
  })

  it('behavior: enough answers end it sooner, even none', () => {
    const clock = createVirtualClock<Arrival>()
    expect(collect(clock, answers, 100, 2)).to.deep.equal([8, 7])
    expect(clock.now()).to.equal(3)
    expect(collect(clock, new Map(), 100, 0)).to.deep.equal([])
    expect([clock.now(), clock.size]).to.deep.equal([3, 0])
  })

  it('behavior: one who was asked and never answers is waited for until the time is over', () => {
    const clock = createVirtualClock<Arrival>()
    expect(collect(clock, answers, 100, 4)).to.deep.equal([8, 7, 9])
    expect(clock.now()).to.equal(100)
    expect(collect(clock, new Map(), 100, 1)).to.deep.equal([])
    expect([clock.now(), clock.size]).to.deep.equal([200, 0])
  })
})

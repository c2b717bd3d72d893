import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect } from 'chai'
import {
  type Collection,
  createCollection,
  createSlots,
  type Outcome,
} from '../../src/collect/index.ts'
import { createManualClock, type ManualClock } from '../support/manualClock.ts'
import { createRecordingLog, type LogLine } from '../support/recordingLog.ts'

type Answer = Outcome<string>

const answer = (value: string): Answer => ({ kind: 'answer', value })
const wait: Answer = { kind: 'wait', reason: 'not yet' }

describe('createCollection', () => {
  let clock: ManualClock
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await nextTurn()
  }
  let lines: LogLine[]
  let changes: number
  let asked: number[]

  beforeEach(() => {
    clock = createManualClock()
    lines = []
    changes = 0
    asked = []
  })

  function collect(says: Record<number, (Answer | Error)[]>, slots = 8): Collection<string> {
    const deps = {
      clock,
      log: createRecordingLog(lines),
      slots: createSlots(slots),
      changed: () => void changes++,
    }
    const expected = Object.keys(says).map(Number)
    return createCollection(deps, { expected, pollMs: 300 }, async (operator) => {
      asked.push(operator)
      const next = says[operator]?.shift() ?? wait
      if (next instanceof Error) throw next
      return next
    })
  }

  it('default: takes what is ready and asks the others again, ever more slowly', async () => {
    const collection = collect({ 1: [answer('one')], 2: [wait, wait, wait, answer('two')] })
    await settle()
    expect([...collection.answers()]).to.deep.equal([[1, 'one']])
    expect(collection.pending()).to.deep.equal([2])
    expect(collection.isSettled()).to.equal(false)
    for (const ms of [100, 200]) {
      clock.advance(ms - 1)
      await settle()
      const before = asked.length
      clock.advance(1)
      await settle()
      expect(asked.length).to.equal(before + 1)
    }
    // The third pause would be 400 ms, but the option says 300 at most.
    clock.advance(300)
    await settle()
    expect(collection.answers().get(2)).to.equal('two')
    expect(collection.isSettled()).to.equal(true)
    expect(changes).to.equal(2)
  })

  it('behavior: a hint is an end of the pause', async () => {
    const collection = collect({ 1: [wait, answer('one')] })
    await settle()
    expect(asked).to.have.length(1)
    collection.hint(1)
    collection.hint(9)
    await settle()
    expect(collection.answers().get(1)).to.equal('one')
  })

  it('behavior: who cannot be reached is asked again', async () => {
    const collection = collect({ 1: [new Error('reset'), answer('one')] })
    await settle()
    expect(collection.pending()).to.deep.equal([1])
    clock.advance(100)
    await settle()
    expect(collection.isSettled()).to.equal(true)
  })

  it('behavior: bad answers and refusals settle it, and are logged with their reason', async () => {
    const collection = collect({
      1: [{ kind: 'bad', reason: 'bad-signature' }, answer('again')],
      2: [{ kind: 'refused', reason: 'not a member' }, answer('changed my mind')],
    })
    await settle()
    expect(collection.isSettled()).to.equal(true)
    expect(lines).to.deep.include.members([
      { level: 'warn', message: 'an operator is left out', operator: 1, reason: 'bad-signature' },
      { level: 'info', message: 'an operator is left out', operator: 2, reason: 'not a member' },
    ])
    // Only who refused may come back.
    collection.hint(1)
    collection.hint(2)
    await settle()
    expect([...collection.answers()]).to.deep.equal([[2, 'changed my mind']])
  })

  it('behavior: no more questions at once than there are places', async () => {
    let [open, most] = [0, 0]
    const slots = createSlots(2)
    const expected = [1, 2, 3, 4, 5]
    const deps = { clock, log: createRecordingLog([]), slots, changed: () => undefined }
    const collection = createCollection(deps, { expected, pollMs: 300 }, async () => {
      most = Math.max(most, ++open)
      await nextTurn()
      open--
      return answer('yes')
    })
    for (let turn = 0; turn < 4; turn++) await settle()
    expect(collection.isSettled()).to.equal(true)
    expect(most).to.equal(2)
  })

  it('behavior: everyone gets two seconds, then it is looked at again', async () => {
    const collection = collect({ 1: [] })
    await settle()
    expect(collection.hadTime()).to.equal(false)
    clock.advance(1_999)
    await settle()
    expect(collection.hadTime()).to.equal(false)
    expect(changes).to.equal(0)
    clock.advance(1)
    await settle()
    expect(collection.hadTime()).to.equal(true)
    expect(changes).to.equal(1)
    collection.stop()
  })

  it('behavior: nothing is taken or asked after the end', async () => {
    const late = Promise.withResolvers<Answer>()
    const deps = {
      clock,
      log: createRecordingLog(lines),
      slots: createSlots(8),
      changed: () => void changes++,
    }
    const collection = createCollection(deps, { expected: [1], pollMs: 300 }, () => late.promise)
    await settle()
    collection.stop()
    late.resolve(answer('late'))
    await settle()
    clock.advance(10_000)
    await settle()
    expect(collection.answers().size).to.equal(0)
    expect(changes).to.equal(0)
  })
})

describe('createSlots', () => {
  it('behavior: a place is given back when the work fails', async () => {
    const slots = createSlots(1)
    const failed = await slots.hold(() => Promise.reject(new Error('no'))).catch(() => 'failed')
    expect(failed).to.equal('failed')
    expect(await slots.hold(async () => 'next')).to.equal('next')
  })
})

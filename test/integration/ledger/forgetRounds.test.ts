import { readFileSync } from 'node:fs'
import { toHex } from '@vain/base'
import {
  allRounds,
  applyEvent,
  createLedgerView,
  findRound,
  forgetRounds,
  type LedgerEvent,
  type LedgerView,
  type Recall,
  type RoundParams,
  type RunView,
} from '@vain/protocol'
import { type BareLedger, createBareLedger, type LedgerCall } from '@vain/testkit'
import { expect } from 'chai'
import fc from 'fast-check'

type ScenarioStep = {
  readonly call: LedgerCall['call'] | 'setParams'
  readonly by?: 'leader' | 'standby'
  readonly wait: number
  readonly round?: number
  readonly survivors?: readonly number[]
  readonly missing?: readonly number[]
  readonly until?: number
  readonly stands?: boolean
  readonly version?: number
  readonly params?: Partial<RoundParams>
}

const vectors: {
  readonly params: RoundParams
  readonly scenarios: readonly { readonly name: string; readonly steps: readonly ScenarioStep[] }[]
} = JSON.parse(readFileSync(new URL('../../vectors/rounds.json', import.meta.url), 'utf8'))

const keys = {
  maskKey: `0x${'11'.repeat(32)}`,
  sealKey: `0x${'22'.repeat(32)}`,
  kemKey: `0x${'33'.repeat(1_184)}`,
  selfCommitment: `0x${'44'.repeat(32)}`,
} as const
const model = { root: `0x${'55'.repeat(32)}`, content: `0x${'66'.repeat(32)}` } as const

const runIn = (view: LedgerView): RunView => {
  const run = view.runs.get(1)
  if (run === undefined) throw new Error('there is a run')
  return run
}

/** A call that the contracts may refuse: then nothing happens. */
function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    expect(error).to.have.property('code', 'testkit/reverted')
  }
}

const acts: readonly ((ledger: BareLedger, salt: number) => void)[] = [
  ({ chain, run }, salt) => {
    const round = runIn(chain.view()).machine.cursor.round + 1
    chain.send(run, salt % 5, { call: 'force', round, ...keys })
  },
  ({ chain, run }, salt) => {
    const version = salt % (runIn(chain.view()).machine.cursor.version + 1)
    chain.send(run, undefined, { call: 'rollback', version, model })
  },
  ({ chain }) => chain.snapshot((chain.view().latestEpoch ?? 0) + 1, (index) => BigInt(index + 1)),
  ({ chain }, salt) => chain.pause(salt % 50),
  ({ chain, run }, salt) => {
    const { params } = runIn(chain.view()).spec
    chain.setParams(run, { ...params, disputeSeconds: 1 + (salt % 10) })
  },
  ({ chain }) => chain.pass(1_000),
]
const ends = ['certified', 'aborted', 'overturned'] as const

/** What came of an event: a view, or what the contract is said to have done wrong. */
function outcomeOf(view: LedgerView, event: LedgerEvent): LedgerView | string {
  try {
    return applyEvent(view, event)
  } catch (error) {
    const { code, message, context } = error as { code: string; message: string; context: object }
    return JSON.stringify({ code, message, context }, (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    )
  }
}

const fake = (event: LedgerEvent): LedgerEvent =>
  'head' in event ? { ...event, head: `0x${'99'.repeat(32)}` } : { ...event, at: event.at }

/** Applies the same events to a view that forgets and to one that does not. */
function compare(events: readonly LedgerEvent[], recall: Recall, every: number): LedgerView {
  const [first] = events
  if (first === undefined) throw new Error('there are events')
  const venue = { chainId: 31_337n, ledger: createdAt }
  let whole = createLedgerView(venue)
  let short = whole
  let fork = short
  const forkedAt = Math.floor((4 * events.length) / 5)
  const follow = (view: LedgerView, event: LedgerEvent, place: number): LedgerView => {
    const after = applyEvent(view, event)
    return place % every === 0 ? forgetRounds(after, recall, event.at.timestamp) : after
  }
  for (const [place, event] of events.entries()) {
    if (place === forkedAt) fork = short
    const wrong = [outcomeOf(whole, fake(event)), outcomeOf(short, fake(event))]
    if (typeof wrong[0] === 'string') expect(wrong[1]).to.equal(wrong[0])
    whole = applyEvent(whole, event)
    short = follow(short, event, place)
    if (whole.runs.size > 0) assertAgreed(whole, short)
  }
  // What a reorganisation falls back to: a view from before rounds were forgotten, followed anew.
  const again = events
    .slice(forkedAt)
    .reduce((view, event, i) => follow(view, event, forkedAt + i), fork)
  expect(again).to.deep.equal(short)
  const { rounds, past } = runIn(short)
  const all = allRounds(runIn(whole))
  expect(rounds).to.deep.equal(all.slice(-rounds.length))
  const gone = all.slice(0, all.length - rounds.length)
  expect(past.flatMap(({ openedAt }) => openedAt)).to.deep.equal(
    gone.map(({ opened }) => opened.timestamp),
  )
  expect(past.map(({ models }) => toHex(models).slice(2)).join('')).to.equal(
    gone
      .flatMap(({ proposal, certificate, overturned }) =>
        certificate && !overturned ? [proposal?.model.content.slice(2)] : [],
      )
      .join(''),
  )
  return short
}

/** All that later events and the next round are judged by. */
function assertAgreed(whole: LedgerView, short: LedgerView): void {
  const [all, some] = [runIn(whole), runIn(short)]
  expect(some.machine).to.deep.equal(all.machine)
  expect(some.model).to.deep.equal(all.model)
  expect(some.forced).to.deep.equal(all.forced)
  expect(some.rounds.at(-1)).to.deep.equal(all.rounds.at(-1))
  for (const { epoch } of some.rounds)
    expect(short.sets.get(epoch)).to.deep.equal(whole.sets.get(epoch))
}

const createdAt = createBareLedger(1, vectors.params).chain.venue.ledger

describe('forgetRounds', function () {
  this.timeout(600_000)

  it('property: whatever comes next, a view that forgets says of it what one that does not says', () => {
    let forgotten = 0
    const steps = fc.array(
      fc.record({ end: fc.nat(2), act: fc.nat(acts.length - 1), salt: fc.nat(200) }),
      { minLength: 90, maxLength: 110 },
    )
    fc.assert(
      fc.property(
        steps,
        fc.nat(5),
        fc.nat(300),
        fc.integer({ min: 1, max: 40 }),
        (all, ...terms) => {
          const ledger = createBareLedger(3, { ...vectors.params, minMembers: 2 })
          for (const { end, act, salt } of all) {
            attempt(() => ledger.playRound(ends[end] ?? 'certified'))
            attempt(() => acts[act]?.(ledger, salt))
            // Beyond any pause.
            ledger.chain.pass(60)
          }
          const [rounds, seconds, every] = terms
          const view = compare(ledger.chain.events(), { rounds, seconds }, every)
          forgotten += runIn(view).past.length
        },
      ),
      { seed: 21, numRuns: 8 },
    )
    expect(forgotten).to.be.above(3)
  })

  it('default: what is held is bounded, and so are the validator sets beside the newest', () => {
    const ledger = createBareLedger(2, { ...vectors.params, minMembers: 2 })
    let view = ledger.chain.view()
    let seen = ledger.chain.events().length
    for (let epoch = 2; epoch <= 150; epoch++) {
      ledger.playRound('aborted')
      ledger.chain.snapshot(epoch, () => 1n)
      for (const event of ledger.chain.events().slice(seen)) view = applyEvent(view, event)
      seen = ledger.chain.events().length
      view = forgetRounds(view, { rounds: 5, seconds: 0 }, ledger.chain.now())
      expect(runIn(view).rounds.length).to.be.at.most(5 + 1 + 64)
      expect(view.sets.size).to.be.at.most(2 * 64 + 8)
      expect(view.sets.has(epoch)).to.equal(true)
    }
    expect(runIn(view).past).to.have.length(2)
    expect(view.sets.has(1)).to.equal(false)
  })

  for (const { name, steps } of vectors.scenarios)
    it(`vector: ${name}, after rounds that are forgotten`, () => {
      const ledger = createBareLedger(5, vectors.params)
      for (let round = 1; round <= 70; round++)
        ledger.playRound(round % 3 === 0 ? 'aborted' : 'certified')
      const { chain, run } = ledger
      let since = chain.now()
      const before = chain.events().length
      for (const step of steps) {
        chain.pass(Math.max(0, since + step.wait - chain.now() - 1))
        const count = chain.events().length
        attempt(() => play(ledger, step))
        if (chain.events().length > count) since = chain.now()
      }
      expect(chain.events().length).to.be.above(before)
      const view = compare(chain.events(), { rounds: 0, seconds: 0 }, 1)
      expect(runIn(view).past).to.have.length(1)
      expect(findRound(runIn(view), 1)).to.equal(undefined)
      expect(() => allRounds(runIn(view)))
        .to.throw()
        .with.property('code', 'protocol/rounds-forgotten')
      expect(run).to.equal(1)
    })
})

/** Makes the call of a step of the vectors. */
function play(ledger: BareLedger, step: ScenarioStep): void {
  const { chain, run } = ledger
  const { params } = runIn(chain.view()).spec
  if (step.call === 'setParams') {
    chain.setParams(run, { ...params, ...step.params })
    return
  }
  const leader = chain.leader(run)
  const standby = leader === 8 ? 9 : 8
  const caller = step.call === 'force' ? 0 : step.by === 'standby' ? standby : leader
  chain.send(run, caller, toCall(ledger, step, step.call))
}

function toCall(
  { chain, next }: BareLedger,
  step: ScenarioStep,
  call: LedgerCall['call'],
): LedgerCall {
  const { round } = runIn(chain.view()).machine.cursor
  switch (call) {
    case 'open':
    case 'propose':
    case 'abort':
      return next(call)
    case 'mask':
      return { ...next(call), survivors: step.survivors ?? [] } as LedgerCall
    case 'certify':
      return { ...next(call), nonSigners: step.missing ?? [] } as LedgerCall
    case 'finalize':
      return { call }
    case 'force':
      return { call, round: round + 1, ...keys }
    case 'dispute':
      return { call, round, until: chain.now() + (step.until ?? 0) }
    case 'settle':
      return { call, round, stands: step.stands ?? false }
    case 'rollback':
      return { call, version: step.version ?? 0, model }
  }
}

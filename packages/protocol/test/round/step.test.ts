import { expect } from 'chai'
import {
  createRunMachine,
  genesisHead,
  leaderOf,
  type RoundAction,
  type RunMachine,
  type Surroundings,
  stepRound,
  thresholdOf,
  zeroHash,
} from '../../src/index.ts'
import { kemKeyFor, readScenarios, ring, rootFor, type ScenarioStep, toAction } from './scenario.ts'

const { params, scenarios } = readScenarios()
const venue = { chainId: 31_337n, ledger: `0x${'11'.repeat(20)}` as const }
const start = 1_000

/** Plays a scenario and compares every step with what it says. */
function play(steps: readonly ScenarioStep[]): RunMachine {
  let machine: RunMachine = createRunMachine(genesisHead(venue, 1, rootFor('c'), rootFor('m')))
  let rules = params
  let last = start
  for (const [i, step] of steps.entries()) {
    const label = `step ${i}: ${step.call}`
    const now = last + step.wait
    const around: Surroundings = {
      venue,
      run: 1,
      params: rules,
      createdAt: start,
      now,
      ring,
      pausedUntil: 0,
    }
    const { call } = step
    if (call === 'setParams') {
      rules = { ...rules, ...step.params }
      last = now
      continue
    }
    const action = toAction({ ...step, call }, machine, around, rootFor(`randao ${i}`))
    const result = stepRound(machine, action, around)
    expect(result.kind === 'accept' ? 'ok' : result.reason, label).to.equal(step.expect)
    const before = machine
    if (result.kind === 'accept') {
      machine = result.machine
      last = now
    }
    expect(machine.cursor, label).to.include(step.then)
    for (const [name, seconds] of Object.entries(step.times ?? {}))
      expect(machine.cursor[name as 'since'] - last, `${label}: ${name}`).to.equal(seconds)
    if (step.leads !== undefined)
      expect(machine.lead.leader === before.lead.leader, label).to.equal(step.leads === 'same')
  }
  return machine
}

describe('stepRound', () => {
  for (const { name, steps } of scenarios) it(`vector: ${name}`, () => void play(steps))

  const around: Surroundings = { venue, run: 1, params, createdAt: 0, now: 5, ring, pausedUntil: 0 }
  const idle = createRunMachine(rootFor('genesis'))
  const open: Extract<RoundAction, { call: 'open' }> = {
    call: 'open',
    caller: leaderOf(idle, around)?.address,
    members: 4,
    membership: rootFor('book'),
    epoch: 1,
    currentEpoch: 2,
    randao: rootFor('randao'),
  }

  it('error: too few members, stale validators and a pause open no round', () => {
    const refusal = (change: Partial<typeof open>, here: Partial<Surroundings> = {}): string => {
      const step = stepRound(idle, { ...open, ...change }, { ...around, ...here })
      return step.kind === 'reject' ? step.reason : 'ok'
    }
    expect(refusal({})).to.equal('ok')
    expect(refusal({ members: 3 })).to.equal('TooFewMembers')
    expect(refusal({}, { params: { ...params, maxEpochAge: 0 } })).to.equal('StaleEpoch')
    expect(refusal({}, { pausedUntil: 6 })).to.equal('StillPaused')
    expect(refusal({}, { pausedUntil: 5 })).to.equal('ok')
    expect(refusal({ caller: undefined })).to.equal('NotLeader')
  })

  it('error: nobody leads an empty ring', () => {
    const empty = { ...around, ring: [] }
    expect(leaderOf(idle, empty)).to.equal(undefined)
    const step = stepRound(idle, { ...open, caller: undefined }, empty)
    expect(step).to.deep.equal({ kind: 'reject', reason: 'NotLeader' })
  })

  it('behavior: every step moves the head, and the inbox is emptied by the round it is for', () => {
    const words = { maskKey: rootFor('a'), sealKey: rootFor('b'), selfCommitment: rootFor('c') }
    const keys = { ...words, kemKey: kemKeyFor('d') }
    const force = {
      call: 'force',
      round: 1,
      isTrainer: true,
      isFirst: true,
      index: 2,
      ...keys,
    } as const
    // Keys are bound to their round: in a later one they would be nobody's.
    for (const round of [0, 2])
      expect(stepRound(idle, { ...force, round }, around)).to.deep.equal({
        kind: 'reject',
        reason: 'WrongRound',
      })
    expect(stepRound(idle, { ...force, isFirst: false }, around)).to.deep.equal({
      kind: 'reject',
      reason: 'AlreadyForced',
    })
    const forced = stepRound(idle, force, around)
    if (forced.kind === 'reject') throw new Error(forced.reason)
    expect(forced.machine.head).to.equal(idle.head)
    expect(forced.machine.inbox).not.to.equal(zeroHash)
    expect(forced.machine.lead.forced).to.equal(true)
    const [empty, full] = [idle, forced.machine].map((machine) => stepRound(machine, open, around))
    if (empty?.kind !== 'accept' || full?.kind !== 'accept') throw new Error('rejected')
    expect(full.machine.head).not.to.equal(empty.machine.head)
    expect(full.machine.inbox).to.equal(zeroHash)
    expect(full.machine.lead).to.deep.equal(empty.machine.lead)
  })

  it('default: thresholds outvote two survivor sets', () => {
    expect([4, 5, 10, 30].map((n) => thresholdOf(n, 1_000))).to.deep.equal([3, 4, 6, 17])
    for (let n = 2; n < 400; n++) {
      const corrupt = Math.ceil(n / 10)
      expect(corrupt).to.be.lessThan(2 * thresholdOf(n, 1_000) - n)
    }
  })
})

describe('leaderOf', () => {
  it('behavior: the order of aggregators is drawn from the head', () => {
    const first = (head: number): number | undefined => {
      const machine = createRunMachine(`0x${head.toString(16).padStart(64, '0')}`)
      return leaderOf(machine, { params, createdAt: 100, now: 119, ring })?.index
    }
    expect([0, 1, 2, 3].map(first)).to.deep.equal([5, 6, 5, 6])
    // Only the low 48 bits count: the rest of the word is even, so it would not show in a ring of 2.
    const three = [...ring, { index: 9, address: rootFor('third') }]
    const machine = createRunMachine(`0x${'00'.repeat(25)}01${'00'.repeat(6)}`)
    const around = { params, createdAt: 100, now: 119, ring: three }
    expect(leaderOf(machine, around)?.place).to.equal(0)
  })

  it('behavior: a stored leader that has retired leads to the end of its turn', () => {
    const [opened] = scenarios[0]?.steps ?? []
    const machine = play(opened === undefined ? [] : [opened])
    const rest = ring.filter(({ address }) => address !== machine.lead.leader)
    const at = (now: number) => leaderOf(machine, { params, createdAt: start, now, ring: rest })
    expect(at(machine.cursor.turnEnds - 1)).to.include({
      index: undefined,
      address: machine.lead.leader,
    })
    expect(at(machine.cursor.turnEnds)?.index).to.equal(rest[0]?.index)
  })
})

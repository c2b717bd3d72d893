import { expect } from 'chai'
import { actionsOf } from '../../../src/features/governance/components/actions/actionsOf.ts'
import { stepsOf } from '../../../src/features/governance/components/proposal/stepsOf.ts'
import type { Standing } from '../../../src/features/governance/queries/useStanding.ts'

const proposer = '0x00000000000000000000000000000000000000A1'
const guardian = '0x00000000000000000000000000000000000000b2'
const nobody = '0x0000000000000000000000000000000000000000'

const standing: Standing = {
  state: 'pending',
  proposer,
  snapshot: 100,
  deadline: 200,
  readyAt: 0,
  expiry: 400,
  votes: { for: 0n, against: 0n, abstain: 0n },
  quorum: undefined,
  now: 50,
}

const stepsFor = (change: Partial<Standing>, who: string, office: `0x${string}` = guardian) =>
  actionsOf({ ...standing, ...change }, { guardian: office }, who).actions.map(({ step }) => step)

describe('actionsOf', () => {
  it('default: offers what the state allows to whom it allows it', () => {
    expect(stepsFor({}, proposer.toLowerCase())).to.deep.equal(['cancel'])
    expect(stepsFor({ state: 'active' }, proposer)).to.deep.equal([])
    expect(stepsFor({ state: 'active' }, proposer, nobody)).to.deep.equal(['cancel'])
    expect(stepsFor({ state: 'active' }, guardian)).to.deep.equal(['cancel'])
    expect(stepsFor({ state: 'succeeded' }, nobody)).to.deep.equal(['queue'])
    expect(stepsFor({ state: 'queued', readyAt: 300, now: 299 }, nobody)).to.deep.equal([])
    expect(stepsFor({ state: 'queued', readyAt: 300, now: 300 }, nobody)).to.deep.equal(['execute'])
  })

  it('default: nothing is left to do with what is over', () => {
    for (const state of ['canceled', 'defeated', 'expired', 'executed'] as const) {
      expect(stepsFor({ state }, guardian)).to.deep.equal([])
      expect(actionsOf({ ...standing, state }, undefined, undefined).hint).to.equal(undefined)
    }
  })

  it('default: counts down by the clock of the chain', () => {
    expect(actionsOf(standing, undefined, undefined).hint).to.contain('begins in 51 seconds')
    const queued = { ...standing, state: 'queued', readyAt: 300, now: 240 } as const
    expect(actionsOf(queued, undefined, undefined).hint).to.contain('another 1 minute')
  })
})

describe('stepsOf', () => {
  it('default: shows how far it has come', () => {
    const states = stepsOf({ ...standing, state: 'queued', readyAt: 300 }).map(({ state }) => state)
    expect(states).to.deep.equal(['done', 'done', 'done', 'now', 'ahead'])
    expect(stepsOf({ ...standing, state: 'executed' }).map(({ state }) => state)).to.deep.equal(
      Array(5).fill('done'),
    )
  })

  it('default: ends where it ended', () => {
    expect(stepsOf({ ...standing, state: 'defeated' }).at(-1)).to.deep.equal({
      name: 'defeated',
      state: 'failed',
    })
  })
})

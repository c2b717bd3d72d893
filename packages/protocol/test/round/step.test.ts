import { expect } from 'chai'
import {
  createRunMachine,
  genesisHead,
  type RunMachine,
  type Surroundings,
  stepRound,
  thresholdOf,
} from '../../src/index.ts'
import { readScenarios, ring, rootFor, toAction } from './scenario.ts'

const { params, scenarios } = readScenarios()
const venue = { chainId: 31_337n, ledger: `0x${'11'.repeat(20)}` as const }

describe('stepRound', () => {
  for (const { name, steps } of scenarios) {
    it(`vector: ${name}`, () => {
      let machine: RunMachine = createRunMachine(genesisHead(venue, 1, rootFor('c'), rootFor('m')))
      let last = 1_000
      for (const [i, step] of steps.entries()) {
        const around: Surroundings = {
          venue,
          run: 1,
          params,
          createdAt: 1_000,
          now: last + step.wait,
          ring,
        }
        const facts = { epoch: 1, currentEpoch: 3, seed: rootFor(`seed ${i}`) }
        const result = stepRound(machine, toAction(step, machine, around, facts), around)
        const label = `step ${i}: ${step.call}`
        expect(result.kind === 'accept' ? 'ok' : result.reason, label).to.equal(step.expect)
        if (result.kind === 'accept') {
          machine = result.machine
          last = around.now
        }
        expect(machine.cursor, label).to.include(step.then)
      }
    })
  }

  it('error: too few members and stale validators open no round', () => {
    const machine = createRunMachine(rootFor('genesis'))
    const around: Surroundings = { venue, run: 1, params, createdAt: 0, now: 5, ring }
    const open = { call: 'open', caller: 5, epoch: 1, currentEpoch: 2 } as const
    const few = stepRound(machine, { ...open, members: [0, 1, 2] }, around)
    expect(few).to.deep.equal({ kind: 'reject', reason: 'TooFewMembers' })
    const strict = { ...around, params: { ...params, maxEpochAge: 0 } }
    const stale = stepRound(machine, { ...open, members: [0, 1, 2, 3] }, strict)
    expect(stale).to.deep.equal({ kind: 'reject', reason: 'StaleEpoch' })
  })

  it('default: thresholds outvote two survivor sets', () => {
    expect([4, 5, 10, 30].map((n) => thresholdOf(n, 1_000))).to.deep.equal([3, 4, 6, 17])
    for (let n = 2; n < 400; n++) {
      const corrupt = Math.ceil(n / 10)
      expect(corrupt).to.be.lessThan(2 * thresholdOf(n, 1_000) - n)
    }
  })
})

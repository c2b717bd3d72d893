import { VainError } from '@vain/base'
import type { ProposalStanding } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import { expect } from 'chai'
import { followProposal, type ProposalSteps } from '../../../src/cli/run/followProposal.ts'

const proposal: Hex = `0x${'ab'.repeat(32)}`
const receipt = { transaction: `0x${'cd'.repeat(32)}` as Hex, block: 1, gasUsed: 1n }
const away = new VainError('chain/unreachable', 'away', {})
const reverted = new VainError('chain/reverted', 'refused', {})

const [begins, ends, ready] = [1_000, 100_000, 200_000]

/** A proposal that is accepted, on a clock that only sleeping moves. */
function createStage(faults: { looks?: readonly number[]; execute?: () => never } = {}) {
  const stage = { nowMs: 0, looks: 0, queued: false, executed: false }
  const sleeps: number[] = []
  const told: string[] = []
  const stateOf = (now: number): ProposalStanding['state'] => {
    if (stage.executed) return 'executed'
    if (stage.queued) return 'queued'
    if (now <= begins) return 'pending'
    return now <= ends ? 'active' : 'succeeded'
  }
  const steps: ProposalSteps = {
    async look() {
      stage.looks++
      if (faults.looks?.includes(stage.looks)) throw away
      const now = Math.floor(stage.nowMs / 1_000)
      const votes = { for: 1n, against: 0n, abstain: 0n }
      const times = { snapshot: begins, deadline: ends, expiry: 2 * ready }
      const readyAt = stage.queued ? ready : 0
      return { ...times, state: stateOf(now), readyAt, votes, quorum: 1n, now }
    },
    async queue() {
      stage.queued = true
      return receipt
    },
    async execute() {
      faults.execute?.()
      stage.executed = true
      return { ...receipt, run: 2 }
    },
    createdRun: async () => 2,
  }
  const clock = {
    now: () => stage.nowMs,
    async sleep(ms: number) {
      sleeps.push(ms)
      stage.nowMs += ms
    },
  }
  const say = (event: string): void => void told.push(event)
  const follow = (isWaiting: boolean) =>
    followProposal({ steps, clock, say }, { proposal, isWaiting })
  return { stage, sleeps, told, follow }
}

describe('followProposal', () => {
  it('default: days are a few thousand looks at most, and each end is met within a second', async () => {
    const { stage, sleeps, told, follow } = createStage()
    expect(await follow(true)).to.equal(true)
    expect(told).to.deep.equal(['waits', 'waits', 'queued', 'waits', 'executed'])
    expect(stage.nowMs / 1_000 - ready).to.be.within(0, 1)
    expect(stage.looks).to.be.below(ready / 50)
    expect(Math.max(...sleeps)).to.equal(60_000)
    expect(Math.min(...sleeps)).to.equal(1_000)
  })

  it('behavior: without waiting it says what it waits for, once', async () => {
    const { told, sleeps, follow } = createStage()
    expect(await follow(false)).to.equal(false)
    expect({ told, sleeps }).to.deep.equal({ told: ['waits'], sleeps: [] })
  })

  it('behavior: an outage is waited out, ever longer, and said once', async () => {
    const { told, sleeps, follow } = createStage({ looks: [1, 2, 3, 4, 5, 6, 7, 8] })
    expect(await follow(true)).to.equal(true)
    expect(told.slice(0, 2)).to.deep.equal(['away', 'waits'])
    expect(sleeps.slice(0, 8)).to.deep.equal(
      [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => 1_000 * seconds),
    )
  })

  it('error: without waiting an outage is an error', async () => {
    const error = await createStage({ looks: [1] })
      .follow(false)
      .catch((thrown: unknown) => thrown)
    expect(error).to.equal(away)
  })

  it('behavior: who is overtaken tells the run that somebody else has made', async () => {
    const { stage, told, follow } = createStage({
      execute: () => {
        stage.executed = true
        throw reverted
      },
    })
    expect(await follow(true)).to.equal(true)
    expect(told.at(-1)).to.equal('executed')
  })

  it('error: what the chain refuses is not tried again', async () => {
    let tries = 0
    const { follow } = createStage({
      execute: () => {
        tries++
        throw reverted
      },
    })
    expect(await follow(true).catch((thrown: unknown) => thrown)).to.equal(reverted)
    expect(tries).to.equal(1)
  })
})

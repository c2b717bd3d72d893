import { expect } from 'chai'
import { explainPower } from '../../../src/features/governance/queries/explainPower.ts'
import type { Power } from '../../../src/features/governance/queries/usePower.ts'

const me = '0x0000000000000000000000000000000000000001'
const other = '0x0000000000000000000000000000000000000002'
const unit = 10n ** 18n

const none: Power = {
  votes: 0n,
  bondedThen: 0n,
  delegateThen: me,
  bondedNow: 0n,
  votesNow: 0n,
  delegateNow: me,
  unbonding: { amount: 0n, readyAt: 0 },
  number: 1,
  hasVoted: false,
  hasOverridden: false,
}

const explain = (power: Partial<Power>): string =>
  explainPower({ ...none, ...power }, 1_000, me).join(' ')

describe('explainPower', () => {
  it('default: says what an account had at the snapshot', () => {
    expect(explain({ votes: 7n * unit, bondedThen: 7n * unit })).to.contain('you had 7 votes')
  })

  it('default: before the snapshot, says that what comes until then counts', () => {
    const text = explain({ votes: undefined, votesNow: 3n * unit })
    expect(text).to.contain('what you bond or delegate before it counts')
    expect(text).to.contain('Now you have 3 votes')
  })

  it('default: names the delegate, and the way around it', () => {
    const text = explain({ bondedThen: 5n * unit, delegateThen: other as `0x${string}` })
    expect(text).to.contain(`delegated to ${other}`).and.to.contain('override')
  })

  it('default: says when stake came too late, is leaving, or never was', () => {
    expect(explain({ bondedNow: 2n * unit })).to.contain('came after the snapshot')
    expect(explain({ unbonding: { amount: 4n * unit, readyAt: 5_000 } })).to.contain(
      '4 is unbonding until',
    )
    expect(explain({ number: 0 })).to.contain('never had a vote')
    expect(explain({ votesNow: unit })).to.contain('delegated to you after the snapshot')
    expect(explain({})).to.contain('Epochs do not matter')
  })
})

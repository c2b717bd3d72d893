import { expect } from 'chai'
import { advanceAudit, idle } from '../../../src/features/audit/queries/auditState.ts'
import { indexOf } from '../../../src/features/audit/queries/indexOf.ts'
import type { AuditMessage } from '../../../src/features/audit/worker/messages.ts'

type Round = Extract<AuditMessage, { kind: 'round' }>['round']

describe('advanceAudit', () => {
  const round: Round = {
    ...{ round: 1, outcome: 'verified', reached: 'certified', bytes: 5, seconds: 1 },
    sets: { members: 4, threshold: 3 },
  }

  it('default: gathers what the worker says', () => {
    const messages: AuditMessage[] = [
      { kind: 'reading' },
      { kind: 'read', events: 9, block: 30 },
      { kind: 'step', step: 'ledger' },
      { kind: 'round', round, at: 1, of: 2 },
    ]
    const state = messages.reduce(advanceAudit, idle)
    expect(state).to.deep.equal({
      ...{ phase: 'checking', events: 9, block: 30, steps: ['chain', 'ledger'] },
      ...{ rounds: [round], of: 2 },
    })
  })

  it('error: says why it could not look, and keeps how far it was', () => {
    const read = advanceAudit(idle, { kind: 'read', events: 9, block: 30 })
    const failed = advanceAudit(read, { kind: 'failed', code: 'chain/unreachable', text: 'away' })
    expect(failed).to.include({ phase: 'failed', events: 9 })
    expect(failed.failure?.code).to.equal('chain/unreachable')
  })
})

describe('indexOf', () => {
  it('default: the number that the first byte that differs belongs to', () => {
    const fault = { artefact: 'model', reason: 'content-mismatch' } as const
    expect(indexOf({ ...fault, offset: 11 })).to.equal(2)
    expect(indexOf(fault)).to.equal(undefined)
    expect(indexOf({ ...fault, artefact: 'roster', offset: 11 })).to.equal(undefined)
  })
})

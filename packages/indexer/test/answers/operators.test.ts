import { expect } from 'chai'
import type { Context } from '../../src/answers/context.ts'
import { toHistory } from '../../src/answers/operators/history.ts'
import { sentencesOf } from '../../src/answers/operators/sentences.ts'
import type { EventRow } from '../../src/api/chain/events.ts'

const [operator, reporter] = [`0x${'0a'.repeat(20)}`, `0x${'0b'.repeat(20)}`]

function row(block: number, name: string, fields: EventRow['arguments']): EventRow {
  const place = { block, logIndex: 0, at: 10 * block, transaction: `0x${block}` }
  return { ...place, contract: 'slasher', address: '', name, arguments: fields }
}

const sentenced = (block: number, caseId: string, of = operator) => {
  const act = { caseId, operator: of, reporter, offence: '0' }
  return row(block, 'Sentenced', { ...act, penaltyBps: '10000', executableAt: '99' })
}

describe('sentencesOf', () => {
  it('default: what became of each, the newest sentence first', async () => {
    const rows = [
      sentenced(1, '0x1'),
      sentenced(2, '0x2'),
      row(3, 'Pardoned', { caseId: '0x2', operator }),
      // It reported this one.
      sentenced(4, '0x3', reporter),
      sentenced(5, '0x4'),
      row(6, 'Executed', { caseId: '0x1', operator, penalty: '7' }),
    ]
    const context = { index: { store: { events: async () => rows } } } as unknown as Context
    const found = await sentencesOf(context, operator)
    expect(found.map(({ caseId, status }) => [caseId, status])).to.deep.equal([
      ['0x4', 'pending'],
      ['0x2', 'pardoned'],
      ['0x1', 'executed'],
    ])
  })
})

describe('toHistory', () => {
  it('default: where an operator is reached, and in words that it is nowhere', () => {
    const tell = (name: string, fields: EventRow['arguments']) =>
      toHistory(row(1, name, fields)).what
    expect(tell('Registered', { endpoints: ['/a', '/b'] })).to.equal('registered: /a, /b')
    expect(tell('Registered', { endpoints: [] })).to.equal('registered: no endpoint')
    expect(tell('Announced', { endpoints: [] })).to.equal('announced: no endpoint')
    expect(tell('Retired', {})).to.equal('retired')
  })
})

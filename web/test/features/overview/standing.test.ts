import type { OperatorRow, RoleName, RoundDetail, RunRow } from '@vain/indexer'
import { expect } from 'chai'
import { cellOf, groupsOf, standingOf } from '../../../src/features/overview/standing.ts'

const mark = { block: 1, at: 2, transaction: '0x03' }

const operator = (index: number, ...roles: RoleName[]): OperatorRow => ({
  index,
  address: `0x${index}`,
  roles,
  isActive: true,
  endpoints: [],
  registered: mark,
  bonded: '0',
  votes: '0',
  rounds: { member: 0, survived: 0 },
  strikes: 0,
  slashed: '0',
  rewards: '0',
})

const round = {
  roster: [
    { operator: 0, address: '0x0', wasForced: false, survived: true },
    { operator: 1, address: '0x1', wasForced: false, survived: false },
  ],
  certificate: {
    version: 1,
    digest: '0x',
    signature: '0x',
    signers: [
      { operator: 2, address: '0x2', weight: '1', hasSigned: true },
      { operator: 3, address: '0x3', weight: '1', hasSigned: false },
    ],
  },
} as unknown as RoundDetail

const run = { leader: { address: '0x4', operator: 4 } } as unknown as RunRow

describe('groupsOf', () => {
  it('default: those with the same roles stand together, whatever order these are in', () => {
    const operators = [
      operator(0, 'trainer'),
      operator(1, 'validator', 'trainer'),
      operator(2, 'trainer', 'validator'),
      operator(3),
    ]
    const groups = groupsOf(operators).map(({ name, operators: members }) => [
      name,
      members.map(({ index }) => index),
    ])
    expect(groups).to.deep.equal([
      ['Trainers', [0]],
      ['Trainers and Validators', [1, 2]],
      ['Without a role', [3]],
    ])
  })
})

describe('standingOf', () => {
  const word = (index: number): string => standingOf(operator(index), run, round).word

  it('default: says what an operator did in the round', () => {
    expect([0, 1, 2, 3, 4].map(word)).to.deep.equal([
      ...['in the sum', 'dropped', 'has signed', 'has not signed', 'active'],
    ])
    expect(standingOf(operator(4), run, round).leads).to.equal(true)
  })

  it('behavior: is as much as is known without a round', () => {
    expect(standingOf(operator(0), undefined, undefined)).to.deep.equal({
      word: 'active',
      tone: 'info',
      leads: false,
    })
    expect(standingOf({ ...operator(0), isActive: false }, run, round).word).to.equal('retired')
  })
})

describe('cellOf', () => {
  it('behavior: a sentence is said and shown whatever else an operator does', () => {
    const sentenced = { ...operator(4), strikes: 2 }
    const cell = cellOf(sentenced, standingOf(sentenced, run, round), '/there')
    expect(cell).to.deep.include({ tone: 'bad', isMarked: true, href: '/there' })
    expect(cell.label).to.equal('Operator 4: active, leads, 2 strikes')
  })
})

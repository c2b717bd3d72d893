import type { OperatorRow } from '@vain/indexer'
import { expect } from 'chai'
import {
  firstChoice,
  type OperatorChoice,
  selectOperators,
} from '../../../src/features/operators/queries/selectOperators.ts'

const operator = (index: number, change: Partial<OperatorRow> = {}): OperatorRow => ({
  index,
  address: `0x${`${index}`.padStart(40, 'a')}`,
  roles: ['trainer'],
  isActive: true,
  endpoints: [],
  registered: { block: 1, at: 1, transaction: '0x' },
  bonded: '0',
  votes: '0',
  rounds: { member: 0, survived: 0 },
  strikes: 0,
  slashed: '0',
  rewards: '0',
  ...change,
})

const rows = [
  operator(0, { bonded: '9', rounds: { member: 4, survived: 3 }, strikes: 1 }),
  operator(1, { bonded: '10', roles: ['aggregator'], endpoints: ['/dns4/Far.example/tcp/1'] }),
  operator(2, {
    isActive: false,
    roles: ['trainer', 'validator'],
    rounds: { member: 4, survived: 4 },
  }),
]

const numbers = (change: Partial<OperatorChoice>): number[] =>
  selectOperators(rows, { ...firstChoice, ...change }).map(({ index }) => index)

describe('selectOperators', () => {
  it('default: all, by their numbers', () => {
    expect(numbers({})).to.deep.equal([0, 1, 2])
  })
  it('behavior: by role, standing, number, address and endpoint', () => {
    expect(numbers({ role: 'validator' })).to.deep.equal([2])
    expect(numbers({ standing: 'active' })).to.deep.equal([0, 1])
    expect(numbers({ standing: 'retired' })).to.deep.equal([2])
    expect(numbers({ text: ' 1 ' })).to.deep.equal([1])
    expect(numbers({ text: 'AAAA2' })).to.deep.equal([2])
    expect(numbers({ text: 'far.example' })).to.deep.equal([1])
  })
  it('behavior: the greatest stake first, as numbers and not as texts', () => {
    expect(numbers({ order: 'stake' })).to.deep.equal([1, 0, 2])
  })
  it('behavior: the greatest uptime first, who was in no round last', () => {
    expect(numbers({ order: 'uptime' })).to.deep.equal([2, 0, 1])
    expect(numbers({ order: 'strikes' })).to.deep.equal([0, 1, 2])
  })
})

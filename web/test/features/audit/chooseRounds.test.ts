import { expect } from 'chai'
import { chooseRounds, parseRounds } from '../../../src/features/audit/worker/chooseRounds.ts'

describe('chooseRounds', () => {
  const certified = [1, 2, 4, 5, 9]

  it('default: all of them, by saying nothing', () => {
    expect(chooseRounds({ kind: 'all' }, certified, () => 0)).to.equal(undefined)
  })

  it('default: those that are named, certified or not: the audit says what they are', () => {
    expect(chooseRounds({ kind: 'named', rounds: [3, 4] }, certified, () => 0)).to.deep.equal([
      3, 4,
    ])
  })

  it('behavior: draws each round at most once, from those with a certificate', () => {
    const last = (limit: number): number => limit - 1
    expect(chooseRounds({ kind: 'drawn', count: 2 }, certified, last)).to.deep.equal([5, 9])
    expect(chooseRounds({ kind: 'drawn', count: 2 }, certified, () => 0)).to.deep.equal([1, 2])
    expect(chooseRounds({ kind: 'drawn', count: 9 }, certified, last)).to.deep.equal(certified)
    expect(chooseRounds({ kind: 'drawn', count: 1 }, [], last)).to.deep.equal([])
  })
})

describe('parseRounds', () => {
  it('default: numbers with commas or spaces between them, each once, in order', () => {
    expect(parseRounds('5, 3 3')).to.deep.equal([3, 5])
    expect(parseRounds(' 12,')).to.deep.equal([12])
  })

  it('error: nothing, zero, and what is no number', () => {
    for (const text of ['', ' , ', '0', '-1', '1.5', 'x', '12345678901'])
      expect(parseRounds(text), text).to.equal(undefined)
  })
})

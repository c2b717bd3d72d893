/** Outcomes of long benches are kept by what was played, and survive the end of a process. */
import { appendFileSync, rmSync } from 'node:fs'
import { expect } from 'chai'
import { openTrialBook } from '../../scripts/bench/trialBook.ts'

const area = `test-${process.pid}`
const folder = new URL(`../../.cache/${area}/`, import.meta.url)
const bookOf = (rounds: number) =>
  openTrialBook<{ name: string; score: number }>(
    area,
    ['a', 'b'].map((name) => ({ name, scenario: { rounds } })),
  )

describe('openTrialBook', () => {
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('default: outcomes are read by their names', () => {
    expect(bookOf(1).read().size).to.equal(0)
    bookOf(1).keep({ name: 'a', score: 3 })
    expect([...bookOf(1).read()]).to.deep.equal([['a', { name: 'a', score: 3 }]])
  })

  it('behavior: outcomes of other settings are left out', () => {
    bookOf(1).keep({ name: 'a', score: 3 })
    expect(bookOf(2).read().size).to.equal(0)
    expect(bookOf(1).read().size).to.equal(1)
  })

  it('behavior: a line that was cut is skipped, and the next one is not lost', () => {
    bookOf(1).keep({ name: 'a', score: 3 })
    appendFileSync(new URL('trials.jsonl', folder), '{"key": "12')
    bookOf(1).keep({ name: 'b', score: 4 })
    expect([...bookOf(1).read().keys()]).to.deep.equal(['a', 'b'])
  })

  it('error: an outcome of no trial', () => {
    expect(() => bookOf(1).keep({ name: 'c', score: 0 })).to.throw(TypeError)
  })
})

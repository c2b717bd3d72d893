import { expect } from 'chai'
import { createPacer } from '../../src/selection/pacer.ts'

const paceAfter = (utilities: readonly number[]): number => {
  const pacer = createPacer()
  for (const utility of utilities) pacer.note(utility)
  return pacer.percentage()
}

const windows = (...each: readonly number[]): number[] =>
  each.flatMap((utility) => new Array<number>(20).fill(utility))

describe('pacer', () => {
  it('default: a window that is worth less than the one before lets slower members in', () => {
    expect(paceAfter([])).to.equal(30)
    expect(paceAfter(windows(2, 1))).to.equal(35)
    expect(paceAfter(windows(4, 3, 2, 1))).to.equal(45)
  })

  it('behavior: one that is worth as much or more changes nothing, nor does half a window', () => {
    expect(paceAfter(windows(1, 1, 2))).to.equal(30)
    expect(paceAfter(windows(2, 1).slice(0, -1))).to.equal(30)
    expect(paceAfter([...windows(2, 1), 0, 0, 0])).to.equal(35)
  })

  it('behavior: it ends with all', () => {
    expect(paceAfter(windows(...Array.from({ length: 30 }, (_, i) => 100 - i)))).to.equal(100)
  })
})

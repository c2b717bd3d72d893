import { expect } from 'chai'
import { parseScenario } from '../../src/scenario/parseScenario.ts'
import { createSelector } from '../../src/selection/createSelector.ts'

const selectorOf = (kind: 'random' | 'oort', overcommit = 1.5) => {
  const selection = { kind, perRound: 10, overcommit }
  const named = { name: 'selection', members: 50, rounds: 1, task: { kind: 'points' }, selection }
  return createSelector(parseScenario(JSON.stringify(named)), selection)
}

/** Members that are chosen in rounds 20 … 119, how often, when half are fast and a few have much to learn. */
function countChoices(kind: 'random' | 'oort'): number[] {
  const selector = selectorOf(kind)
  const counts = new Array<number>(50).fill(0)
  for (let round = 1; round < 120; round++) {
    const { asked, needed } = selector.choose(round)
    expect(new Set(asked).size).to.equal(15)
    expect(needed).to.equal(10)
    for (const member of asked) {
      const [seconds, loss] = [member % 2 === 0 ? 10 : 100, member < 10 ? 5 : 0.1]
      selector.learn({ member, round, loss, examples: 100, seconds })
      if (round >= 20) counts[member] = (counts[member] as number) + 1
    }
  }
  return counts
}

const meanOf = (counts: readonly number[], isIn: (member: number) => boolean): number => {
  const some = counts.filter((_, member) => isIn(member))
  return some.reduce((sum, count) => sum + count, 0) / some.length
}

describe('selection', () => {
  it('default: at random everyone is asked about as often', () => {
    const counts = countChoices('random')
    // 30 of 100 rounds each, standard deviation 4.6.
    for (const count of counts) expect(count).to.be.within(10, 50)
  })

  it('default: Oort asks for those with most to learn, and of them the quick ones first', () => {
    const counts = countChoices('oort')
    const hasMuch = (member: number): boolean => member < 10
    expect(meanOf(counts, hasMuch)).to.be.above(1.2 * meanOf(counts, (member) => !hasMuch(member)))
    const quick = meanOf(counts, (member) => !hasMuch(member) && member % 2 === 0)
    const slow = meanOf(counts, (member) => !hasMuch(member) && member % 2 === 1)
    expect(quick).to.be.above(slow)
  })

  it('behavior: Oort tries everyone first', () => {
    const selector = selectorOf('oort')
    const tried = new Set<number>()
    for (let round = 1; round < 15; round++)
      for (const member of selector.choose(round).asked) {
        tried.add(member)
        selector.learn({ member, round, loss: 1, examples: 1, seconds: 1 })
      }
    expect(tried.size).to.equal(50)
  })
})

import { expect } from 'chai'
import { parseScenario } from '../../src/scenario/parseScenario.ts'
import { createSelector } from '../../src/selection/createSelector.ts'
import { createOort } from '../../src/selection/oort.ts'

const selectorOf = (kind: 'random' | 'oort', overcommit = 1.5, secondsOf = (_: number) => 10) => {
  const selection = { kind, perRound: 10, overcommit }
  const named = { name: 'selection', members: 50, rounds: 1, task: { kind: 'points' }, selection }
  return createSelector(parseScenario(JSON.stringify(named)), selection, secondsOf)
}

const isQuick = (member: number): boolean => member % 4 !== 3

/** Members that are chosen in rounds 20 … 59, how often, when most are quick and a few have much to learn. */
function countChoices(kind: 'random' | 'oort'): number[] {
  const selector = selectorOf(kind)
  const counts = new Array<number>(50).fill(0)
  for (let round = 1; round < 60; round++) {
    const { asked, needed } = selector.choose(round)
    expect(new Set(asked).size).to.equal(15)
    expect(needed).to.equal(10)
    for (const member of asked) {
      const [seconds, rms] = [isQuick(member) ? 10 : 100, member < 10 ? 5 : 0.1]
      selector.learn({ member, round, rms, examples: 100, seconds })
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
    // 12 of 40 rounds each, standard deviation 2.9.
    for (const count of counts) expect(count).to.be.within(1, 25)
  })

  it('default: Oort asks for those with most to learn, and of them the quick ones first', () => {
    const counts = countChoices('oort')
    const hasMuch = (member: number): boolean => member < 10
    expect(meanOf(counts, hasMuch)).to.be.above(1.5 * meanOf(counts, (member) => !hasMuch(member)))
    const quick = meanOf(counts, (member) => !hasMuch(member) && isQuick(member))
    const slow = meanOf(counts, (member) => !hasMuch(member) && !isQuick(member))
    expect(quick).to.be.above(1.3 * slow)
  })

  it('behavior: of the machines that are quick enough, Oort tries the quickest sooner', () => {
    // A hundred to nine hundred seconds: 15 of 50 are quick enough.
    const secondsOf = (member: number): number => 100 * 9 ** (member / 14)
    const places: number[] = []
    for (let seed = 1; seed <= 40; seed++) {
      const terms = { seed, members: 50, count: 5, perRound: 5, secondsOf }
      places.push(...createOort(terms).choose(1).asked)
    }
    expect(Math.max(...places)).to.be.at.most(15)
    // 200 draws, each as likely, would be about 7.5, standard deviation 0.3.
    expect(places.reduce((sum, place) => sum + place, 0) / places.length).to.be.below(6)
  })

  it('behavior: Oort leaves slow machines alone until what the others teach dwindles', () => {
    // Nobody but the quickest 30 % at first, though there is nobody else left to try.
    const selector = selectorOf('oort', 1, (member: number) => 10 + member)
    const tried = new Map<number, number>()
    for (let round = 1; round <= 120; round++)
      for (const member of selector.choose(round).asked) {
        tried.set(member, tried.get(member) ?? round)
        selector.learn({ member, round, rms: 1 / round, examples: 10, seconds: 10 + member })
      }
    const slow = [...tried].filter(([member]) => member > 15).map(([, round]) => round)
    expect(Math.min(...slow)).to.be.within(40, 60)
    expect(slow.length).to.be.within(5, 15)
  })

  it('behavior: Oort tries everyone first', () => {
    const selector = selectorOf('oort')
    const tried = new Set<number>()
    for (let round = 1; round < 15; round++) {
      const { asked } = selector.choose(round)
      // Nine in ten at first, fewer from round to round.
      if (round === 3) expect(asked.filter((member) => !tried.has(member))).to.have.length(13)
      for (const member of asked) {
        tried.add(member)
        selector.learn({ member, round, rms: 1, examples: 1, seconds: 1 })
      }
    }
    expect(tried.size).to.equal(50)
  })
})

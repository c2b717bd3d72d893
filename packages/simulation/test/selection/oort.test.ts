import { expect } from 'chai'
import { createPopulation } from '../../src/population/population.ts'
import { parseScenario } from '../../src/scenario/parseScenario.ts'
import { createSelector } from '../../src/selection/createSelector.ts'

const selectorOf = (kind: 'random' | 'oort', overcommit = 1.5) => {
  const selection = { kind, perRound: 10, overcommit }
  const named = { name: 'selection', members: 50, rounds: 1, task: { kind: 'points' }, selection }
  return createSelector(parseScenario(JSON.stringify(named)), selection)
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
      const [seconds, loss] = [isQuick(member) ? 10 : 100, member < 10 ? 5 : 0.1]
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

  it('behavior: Oort tries quick machines sooner', () => {
    const devices = { examplesPerSecond: { median: 100, spread: 2 } }
    const selection = { kind: 'oort', perRound: 5, overcommit: 1 } as const
    const base = { name: 'speed', members: 50, rounds: 1, task: { kind: 'points' } }
    const first: number[] = []
    const all: number[] = []
    for (let seed = 1; seed <= 20; seed++) {
      const scenario = parseScenario(JSON.stringify({ ...base, seed, devices, selection }))
      const { deviceOf } = createPopulation(scenario)
      const speedOf = (member: number) => Math.log(deviceOf(member).examplesPerSecond)
      first.push(...createSelector(scenario, selection).choose(1).asked.map(speedOf))
      for (let member = 0; member < 50; member++) all.push(speedOf(member))
    }
    const mean = (some: readonly number[]) => some.reduce((sum, one) => sum + one, 0) / some.length
    // A hundred draws by chance alone would be within 0.2 of the mean, standard deviation.
    expect(mean(first) - mean(all)).to.be.above(1)
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

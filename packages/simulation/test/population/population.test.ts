import { expect } from 'chai'
import { createPopulation } from '../../src/population/population.ts'
import { parseScenario } from '../../src/scenario/parseScenario.ts'

const members = 50

const speedsOf = (devices: object): number[] => {
  const named = { name: 'population', members, rounds: 1, task: { kind: 'points' }, devices }
  const { deviceOf } = createPopulation(parseScenario(JSON.stringify(named)))
  return Array.from({ length: members }, (_, member) => deviceOf(member).examplesPerSecond)
}

describe('population', () => {
  it('default: without stragglers machines are as drawn, with them some are slower by a factor', () => {
    const examplesPerSecond = { median: 8, spread: 0.5 }
    const plain = speedsOf({ examplesPerSecond })
    const slowed = speedsOf({ examplesPerSecond, stragglers: { share: 0.2, slowdown: 10 } })
    expect(plain).to.deep.equal(speedsOf({ examplesPerSecond }))
    const ratios = plain.map((speed, member) => speed / (slowed[member] as number))
    expect(ratios.filter((ratio) => ratio === 1)).to.have.length(40)
    for (const ratio of ratios.filter((one) => one !== 1)) expect(ratio).to.be.closeTo(10, 1e-9)
  })
})

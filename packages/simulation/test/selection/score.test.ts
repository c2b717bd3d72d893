import { expect } from 'chai'
import { paceOf, quantileOf, scoreMembers } from '../../src/selection/score.ts'
import type { Feedback } from '../../src/selection/selector.ts'

const known = (member: number, settings: Partial<Feedback> = {}): Feedback => ({
  ...{ member, round: 10, rms: 1, examples: 100, seconds: 10 },
  ...settings,
})

const weightsOf = (members: readonly Feedback[], round = 10): number[] => {
  const scored = scoreMembers(members, round, 10)
  return members.map(({ member }) => scored.find((one) => one.member === member)?.weight ?? NaN)
}

describe('scoreMembers', () => {
  it('default: the best first, by examples and losses', () => {
    const members = [known(0), known(1, { rms: 3 }), known(2, { examples: 200 })]
    expect(scoreMembers(members, 10, 10).map(({ member }) => member)).to.deep.equal([1, 2, 0])
  })

  it('behavior: who takes twice as long as is preferred is worth a quarter', () => {
    expect(paceOf(20, 10)).to.equal(0.25)
    expect(paceOf(10, 10)).to.equal(1)
    const [quick, slow] = weightsOf([known(0), known(1, { seconds: 20 })]) as [number, number]
    expect(slow).to.be.closeTo(quick / 4, 1e-12)
  })

  it('behavior: who was not asked for long is worth more', () => {
    const [lately, longAgo] = weightsOf([known(0), known(1, { round: 2 })]) as [number, number]
    expect(lately).to.be.closeTo(Math.sqrt((0.1 * Math.log(10)) / 10), 1e-12)
    expect(longAgo).to.be.closeTo(Math.sqrt((0.1 * Math.log(10)) / 2), 1e-12)
  })

  it('behavior: one that stands out is no better than the tenth best of a hundred', () => {
    const members = Array.from({ length: 100 }, (_, i) => known(i, { rms: i }))
    const weights = weightsOf([...members.slice(0, -1), known(99, { rms: 1e6 })])
    expect(weights[99]).to.equal(weights[90])
    expect(weights[89]).to.be.below(weights[90] as number)
  })
})

describe('quantileOf', () => {
  it('default: the value below which the share lies; infinity of none', () => {
    expect(quantileOf([30, 10, 20, 40], 0.5)).to.equal(30)
    expect(quantileOf([30, 10, 20, 40], 1)).to.equal(40)
    expect(quantileOf([], 0.3)).to.equal(Infinity)
  })
})

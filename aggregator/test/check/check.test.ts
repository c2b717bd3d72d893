import { checkedAggregation } from '@vain/testkit'
import { expect } from 'chai'
import { createStage, type Stage, type StageOptions } from '../support/stage.ts'
import { trueModel } from '../support/trueModel.ts'

/** Seven members, of whom five stand in a committee; one of those may be anything. */
const checked: StageOptions = {
  members: 7,
  runSettings: { aggregation: checkedAggregation(1) },
}

describe('a round with a check', () => {
  let stage: Stage
  afterEach(() => stage.stop())

  it('default: everyone sketches, the committee answers, and the model is the one without', async () => {
    stage = await createStage(checked)
    stage.start(7)
    stage.start(8)
    const round = await stage.reach('certificate')
    expect(round.survivors).to.deep.equal([0, 1, 2, 3, 4, 5, 6])
    expect(round.proposal?.model.content).to.equal(await trueModel([], checked))
    const said = stage.lines.filter(({ message }) => /published the (sketches|check)/.test(message))
    expect(said.map(({ message, count }) => [message, count])).to.deep.equal([
      ['published the sketches', 7],
      ['published the check', 5],
    ])
    expect(stage.lines.filter(({ level }) => level === 'warn')).to.deep.equal([])
  })
})

import { checkedAggregation } from '@vain/testkit'
import { expect } from 'chai'
import { createStage, type Stage, type StageOptions } from '../support/stage.ts'
import { trueModel } from '../support/trueModel.ts'

/** Seven members, of whom five stand in a committee; one of those may be anything. */
const checked: StageOptions = {
  members: 7,
  runSettings: { aggregation: checkedAggregation(1) },
}

describe('a round with a check', function () {
  // Seven members deal five shares each.
  this.timeout(60_000)
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

  it('behavior: waits for as many as a committee needs, although fewer were enough without', async () => {
    stage = await createStage({ ...checked, members: 6 })
    expect(stage.network.members).to.have.length(6)
    for (const index of [0, 1]) stage.mischief.set(index, { silent: ['advertise'] })
    stage.start(6)
    stage.start(7)
    await stage.until(() => stage.state() === 'open')
    await stage.pass(15)
    expect(stage.round().threshold).to.equal(4)
    expect(stage.hasSaid('published the roster')).to.equal(false)
    stage.mischief.delete(0)
    expect((await stage.reach('masked')).survivors).to.deep.equal([0, 2, 3, 4, 5])
  })

  it('behavior: whoever takes over when sketches are published gets to the same model', async () => {
    stage = await createStage(checked)
    const first = stage.network.chain.leader(1) ?? 0
    const gone = stage.start(first)
    await stage.until(() => stage.hasSaid('published the sketches'))
    await gone.stop()
    stage.start(first === 7 ? 8 : 7)
    const round = await stage.reach('certificate')
    expect(round.proposal?.model.content).to.equal(await trueModel([], checked))
  })

  it('behavior: a restart goes on with the bundles that it has published', async () => {
    stage = await createStage(checked)
    const first = stage.network.chain.leader(1) ?? 0
    const gone = stage.start(first)
    await stage.until(() => stage.hasSaid('published the check'))
    await gone.stop()
    stage.lines.length = 0
    stage.start(first, gone)
    await stage.reach('proposal')
    expect(stage.hasSaid('published the sketches')).to.equal(false)
    expect(stage.hasSaid('published the check')).to.equal(false)
  })
})

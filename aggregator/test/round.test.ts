import { fromWords } from '@vain/protocol'
import { createSyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { createStage, type Stage } from './support/stage.ts'

describe('an aggregator', () => {
  let stage: Stage
  afterEach(() => stage.stop())

  it('default: takes a round from its opening to a certified model', async () => {
    stage = await createStage()
    stage.start(4)
    stage.start(5)
    await stage.until(() => stage.state() === 'certified')
    const { content, models } = await createSyntheticRun([{}])
    const { proposal, masks, reveals, certificate } = stage.round()
    expect(masks?.indices).to.deep.equal([0, 1, 2, 3])
    expect(reveals?.indices).to.deep.equal([0, 1, 2, 3])
    expect(certificate?.nonSigners).to.deep.equal([])
    // The same members in the same round: the same model, to the bit.
    expect(proposal?.modelCid).to.equal(await content.put(fromWords(models[1] as Float32Array)))
  })
})

import { phases, plainSettings } from '@vain/protocol'
import { expect } from 'chai'
import { createStage, type Stage } from './support/stage.ts'

describe('a round with too few groups for its rule', () => {
  let stage: Stage
  afterEach(() => stage.stop())

  it('behavior: nobody is asked for keys, and so for no update, and it is said why', async () => {
    const rule = { grouping: 'groups', combine: 'median', byzantineBps: 2_000 } as const
    const aggregation = { ...plainSettings.aggregation, ...rule }
    stage = await createStage({ runSettings: { aggregation } })
    stage.start(4)
    await stage.until(() => stage.hasSaid('a round cannot go on'), 60)
    const facts = { artefact: 'configuration', reason: 'too-few-groups', level: 'warn' }
    expect(stage.lines.find(({ reason }) => reason !== undefined)).to.include(facts)
    expect(stage.asked).to.deep.equal([])
    await stage.until(() => stage.rounds()[0]?.aborted !== undefined, 600)
    // Later turns ask only whether members are bound to anything.
    expect(stage.asked.filter((one) => !one.endsWith(`/${phases.mask}`))).to.deep.equal([])
  })
})

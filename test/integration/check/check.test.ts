import { fromWords } from '@vain/protocol'
import { checkedAggregation } from '@vain/testkit'
import { expect } from 'chai'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import { auditOf } from '../../attacks/round/staged.ts'
import { createMixedStage, type MixedStage } from '../groups/createMixedStage.ts'

/** A real aggregator and real nodes, five of whom stand in the committee of each round's check. */
describe('a round with a check of real nodes', () => {
  const folder = temporaryFolder()
  const members = 6
  let stage: MixedStage

  before(async () => {
    const real = new Map(Array.from({ length: members }, (_, index) => [index, {}]))
    const runSettings = { aggregation: checkedAggregation(1) }
    stage = await createMixedStage(folder, real, { members, runSettings })
    await stage.until(() => stage.state() === 'certified', 300)
  })

  after(() => stage.stop())

  it('default: the sum is that of what the nodes put in', async () => {
    const { survivors = [], proposal } = stage.round()
    expect(survivors).to.have.length(members)
    const published = await stage.published(proposal?.sum.content)
    expect(published).to.deep.equal(fromWords(Int32Array.from(stage.plainSum(survivors))))
  })

  it('default: nobody is blamed, and an audit derives the round again', async () => {
    expect(stage.lines.filter(({ level }) => level === 'warn')).to.deep.equal([])
    const report = await auditOf(stage)
    expect(report.fault).to.equal(undefined)
    expect(report).to.include({ ok: true })
  })
})

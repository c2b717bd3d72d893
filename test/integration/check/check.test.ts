import { fromWords } from '@vain/protocol'
import { checkedAggregation } from '@vain/testkit'
import { expect } from 'chai'
import { createStage, type Stage } from '../../../aggregator/test/support/stage.ts'
import { type SyntheticNode, startNode } from '../../../node/test/support/syntheticNode.ts'
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

/** What a place has answered about, and what members have revealed after, outlasts a leader. */
describe('a leader that takes over a check of real nodes', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const members = 6
  let stage: Stage
  const nodes: SyntheticNode[] = []
  let count = 0

  afterEach(async () => {
    await stage.stop()
    await Promise.all(nodes.splice(0).map((node) => node.stop()))
  })

  async function takeOver(isThen: () => boolean): Promise<void> {
    stage = await createStage({
      ...{ members, runSettings: { aggregation: checkedAggregation(1) } },
      ...{ params: { turnSeconds: 40 }, quarterMs: 4 },
      standIns(network) {
        const own = `${folder}/${count++}`
        for (const { index } of network.members)
          nodes.push(startNode(network, index, { folder: own }))
        return new Map(
          nodes.map((node, index) => [
            index,
            { answer: (request) => node.askOnce(request), vector: (at) => node.vector(at) },
          ]),
        )
      },
    })
    const first = stage.network.chain.leader(1) ?? 0
    const gone = stage.start(first)
    await stage.until(isThen)
    await gone.stop()
    stage.lines.length = 0
    stage.start(first === members ? members + 1 : members)
    await stage.until(() => stage.state() === 'certified', 300)
    expect(stage.rounds()).to.have.length(1)
    expect(stage.hasSaid('adopted the check that answers rest on')).to.equal(true)
    expect(stage.hasSaid('published the sketches')).to.equal(false)
  }

  it('behavior: goes by the sketches that a place has answered about', async () => {
    await takeOver(() => nodes.some((node) => node.node().store.member.basis(first, 'sketches')))
  })

  it('behavior: goes by the check that a member has revealed after', async () => {
    await takeOver(() => nodes.some((node) => node.node().store.member.basis(first, 'check')))
    expect(stage.hasSaid('published the check')).to.equal(false)
  })
})

const first = { run: 1, round: 1 }

import {
  addressBook,
  bundleRoot,
  type Envelope,
  encodeBundle,
  openEnvelope,
  phases,
  publishArtefact,
  type RoundRequest,
} from '@vain/protocol'
import { checkedAggregation, drawCheck } from '@vain/testkit'
import { expect } from 'chai'
import { createStage, type Stage } from '../../../aggregator/test/support/stage.ts'
import { type SyntheticNode, startNode } from '../../../node/test/support/syntheticNode.ts'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'

/** A leader leaves out what honest members sent, for its successor to blame. Source: §4.10. */
describe('a leader that leaves an honest member out of a check', function () {
  this.timeout(100_000)
  const folder = temporaryFolder()
  const nodes: SyntheticNode[] = []
  let stage: Stage
  const framed = 4

  after(async () => {
    await stage.stop()
    await Promise.all(nodes.map((node) => node.stop()))
  })

  it('attack: costs the round, and has the next leader blame nobody', async () => {
    stage = await createStage({
      members: 7,
      runSettings: { aggregation: checkedAggregation(1) },
      params: { turnSeconds: 40 },
      standIns(network) {
        for (const { index } of network.members) nodes.push(startNode(network, index, { folder }))
        return new Map(
          nodes.map((node) => [
            node.index,
            { answer: (request) => node.askOnce(request), vector: (one) => node.vector(one) },
          ]),
        )
      },
    })
    const { chain, run } = stage.network
    const first = chain.leader(run) ?? 0
    const gone = stage.start(first)
    await stage.until(() => stage.state() === 'masked')
    await gone.stop()
    await stage.pass(8)
    const beacon = drawCheck(stage.round())

    const ask = async (request: Partial<RoundRequest> & { phase: number }): Promise<Envelope[]> => {
      const all = nodes.map((node) => node.answer({ run, round: 1, ...request }))
      return (await Promise.all(all)).flatMap((said) => {
        if (said.kind !== 'message') return []
        const opened = openEnvelope(chain.venue, said.envelope, addressBook(chain.view()))
        return 'fault' in opened ? [] : [opened]
      })
    }
    const sketched = await ask({ phase: phases.sketch, beacon })
    expect(sketched).to.have.length(7)
    const shown = sketched.filter(({ sender }) => sender !== framed)
    const root = bundleRoot(shown.map(({ bytes }) => bytes))
    const sketches = await publishArtefact(gone.content, root, encodeBundle(shown))
    expect(await ask({ phase: phases.check, beacon, sketches })).to.have.length(5)

    stage.start(first === 7 ? 8 : 7)
    await stage.until(() => stage.rounds()[1]?.survivors !== undefined, 900)
    expect(stage.hasSaid('adopted the check that answers rest on')).to.equal(true)
    expect(stage.rounds()[0]).not.to.have.property('proposal')
    expect(stage.hasSaid('a member is at fault and left out of rounds to come')).to.equal(false)
    expect(stage.rounds()[1]?.survivors).to.deep.equal([0, 1, 2, 3, 4, 5, 6])
  })
})

import { phases, type RoundResponse } from '@vain/protocol'
import { createSyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive } from '../../../node/test/support/driveRound.ts'
import { startNode } from '../../../node/test/support/syntheticNode.ts'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'

/** What was said in one round is said again in the next. Source: docs/protocol §4.1, §4.7. */
describe('a replayed context', () => {
  const folder = temporaryFolder()

  it('error: bundles of a round that was aborted are nobody’s in the next one', async () => {
    const network = await createSyntheticNetwork()
    const nodes = network.members.map(({ index }) => startNode(network, index, { folder }))
    const first = createDrive(network, nodes)
    first.open()
    await first.collect('roster')
    await first.collect('share')
    expect(await first.collect('mask')).to.have.length(4)
    const vectors = await Promise.all(nodes.map((node) => node.vector({ run: 1, round: 1 })))
    network.chain.pass(1_000)
    network.chain.send(1, undefined, { call: 'abort', round: 1 })
    const second = createDrive(network, nodes)
    second.open()
    expect(second.round().round).to.equal(2)
    expect(await second.ask('advertise')).to.have.length(4)
    const answer = (phase: number): Promise<RoundResponse[]> => {
      const { roster, share } = first.request('mask')
      const named = phase === phases.share ? { roster } : { roster, share }
      return Promise.all(
        nodes.map((node) => node.answer({ run: 1, round: 2, phase, ...named } as never)),
      )
    }
    for (const said of await answer(phases.share))
      expect(said).to.deep.equal({
        kind: 'refuse',
        reason: 'roster: wrong-round of operator 0',
      })
    // Whoever has not dealt is in nobody's shares.
    for (const said of await answer(phases.mask)) expect(said).to.include({ kind: 'refuse' })
    for (const node of nodes) expect(await node.vector({ run: 1, round: 2 })).to.equal(undefined)
    expect(vectors.every((vector) => vector !== undefined)).to.equal(true)
    await Promise.all(nodes.map((node) => node.stop()))
  })
})

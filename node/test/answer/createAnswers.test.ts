import { peerIdOf } from '@vain/net'
import {
  encode,
  encodeRequest,
  phases,
  type RoundRequest,
  type RoundResponse,
} from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticNetwork, seededRandom } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive, type Drive } from '../support/driveRound.ts'
import { aggregatorPeer, type SyntheticNode, startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

describe('createAnswers', () => {
  const folder = temporaryFolder()
  let network: SyntheticNetwork
  let node: SyntheticNode
  let drive: Drive
  let count = 0
  let advertise: RoundRequest

  beforeEach(async () => {
    network = await createSyntheticNetwork()
    node = startNode(network, 0, { folder: `${folder}/${count++}`, options: { runs: [1] } })
    drive = createDrive(network, [node])
    drive.open()
    advertise = { ...drive.at, phase: phases.advertise }
  })
  afterEach(() => node.stop())

  const refused = (reason: string): RoundResponse => ({ kind: 'refuse', reason })
  /** Whatever was sent before: the node answers as ever. */
  const expectAlive = async (): Promise<void> => {
    expect(await node.answer(advertise)).to.include({ kind: 'message' })
  }

  it('default: an aggregator gets the message, again and again the same', async () => {
    const answer = await node.answer(advertise)
    expect(answer).to.include({ kind: 'message' })
    expect(await node.answer(advertise)).to.deep.equal(answer)
  })

  it('error: whoever is no active aggregator is refused', async () => {
    await node.answer(advertise)
    const trainer = peerIdOf(network.operators[1]?.operator.peerKey as Uint8Array)
    expect(await node.askOnce(advertise, trainer)).to.deep.equal(refused('not-an-aggregator'))
    expect(await node.askOnce(advertise, 'nobody')).to.deep.equal(refused('not-an-aggregator'))
    const aggregator = aggregatorPeer(network)
    network.chain.retire(network.members.length)
    expect(await node.askOnce(advertise, aggregator)).to.deep.equal(refused('not-an-aggregator'))
  })

  it('error: malformed and oversized requests are refused, and the node goes on', async () => {
    const peer = aggregatorPeer(network)
    const random = seededRandom('malformed')
    const valid = encodeRequest(advertise)
    const bad = [
      new Uint8Array(),
      Uint8Array.of(0xff),
      valid.subarray(1),
      valid.subarray(0, -1),
      Uint8Array.of(...valid, 0),
      encode({ ...advertise, phase: 12 }),
      encode({ ...advertise, run: -1 }),
      encode({ ...advertise, more: 1 }),
      encode({ ...advertise, vanished: ['1'] }),
      encode({
        ...advertise,
        phase: phases.attest,
        evaluation: { root: random(31), content: random(32) },
      }),
      encode({ ...advertise, phase: phases.share, roster: { root: random(32) } }),
      encode({ ...advertise, phase: phases.mask, share: 'a share bundle' }),
      encode({ ...advertise, vanished: Array.from({ length: 70_000 }, () => 1) }),
      new Uint8Array(1 << 20),
      ...Array.from({ length: 100 }, (_, i) => random(i)),
    ]
    for (const bytes of bad)
      expect(await node.send(bytes, peer)).to.deep.equal(refused('malformed'))
    await expectAlive()
  })

  it('error: runs, rounds and roles that are not this node’s', async () => {
    await node.stop()
    const roles = { roles: ['trainer'], runs: [1] } as const
    node = startNode(network, 0, { folder: `${folder}/${count++}`, options: roles })
    const ask = (more: Partial<RoundRequest>): Promise<RoundResponse> =>
      node.askOnce({ ...advertise, ...more })
    expect(await ask({ run: 2 })).to.deep.equal(refused('run-not-served'))
    expect(await ask({ round: 0 })).to.deep.equal(refused('round-over'))
    expect(await ask({ round: 2 })).to.deep.equal({ kind: 'wait' })
    expect(await ask({ phase: phases.evaluate })).to.deep.equal(refused('not-a-validator'))
    expect(await ask({ phase: phases.attest })).to.deep.equal(refused('not-a-validator'))
    await expectAlive()
  })

  it('error: a phase that went by without this member', async () => {
    await node.stop()
    const others = [1, 2, 3].map((index) =>
      startNode(network, index, { folder: `${folder}/${count}` }),
    )
    const driven = createDrive(network, others)
    for (const what of ['roster', 'share', 'mask'] as const) await driven.collect(what)
    node = startNode(network, 0, { folder: `${folder}/${count++}` })
    for (const phase of ['advertise', 'share', 'mask', 'reveal'] as const)
      expect(await node.answer(driven.request(phase))).to.deep.equal(refused('not-in-u2'))
    expect(await node.answer({ ...advertise, phase: phases.recover, vanished: [1] })).to.deep.equal(
      refused('not-a-member'),
    )
    await Promise.all(others.map((other) => other.stop()))
  })

  it('error: nobody is asked for keys once the round is over', async () => {
    await node.stop()
    network.chain.pass(1_000)
    network.chain.send(1, undefined, { call: 'abort', round: 1 })
    node = startNode(network, 0, { folder: `${folder}/${count++}` })
    expect(await node.answer(advertise)).to.deep.equal(refused('round-over'))
    const recover = { ...drive.at, phase: phases.recover, vanished: [1] }
    expect(await node.answer(recover)).to.deep.equal(refused('round-over'))
  })
})

import { peerIdOf } from '@vain/net'
import { type Envelope, phases, type RoundRequest, type RoundResponse } from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive, type Drive } from '../support/driveRound.ts'
import { type SyntheticNode, startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

describe('attest', () => {
  const folder = temporaryFolder()
  let network: SyntheticNetwork
  let nodes: SyntheticNode[]
  let drive: Drive
  let evaluations: Envelope[]
  let count = 0

  beforeEach(async () => {
    network = await createSyntheticNetwork()
    const own = `${folder}/${count++}`
    nodes = network.members.map(({ index }) => startNode(network, index, { folder: own }))
    drive = createDrive(network, nodes)
    drive.open()
    for (const call of ['roster', 'share', 'mask'] as const) await drive.collect(call)
    await drive.fixReveals(await drive.ask('reveal'))
    await drive.propose()
    drive.settle()
    evaluations = await drive.ask('evaluate')
  })
  afterEach(() => Promise.all(nodes.map((node) => node.stop())))

  const wait: RoundResponse = { kind: 'wait' }
  const leader = (): number => network.chain.leader(network.run) as number
  const other = (): number => (leader() === 4 ? 5 : 4)

  /** What the first validator says to an aggregator. */
  async function ask(
    aggregator: number,
    evaluation?: RoundRequest['evaluation'],
  ): Promise<RoundResponse> {
    const request = { ...drive.at, phase: phases.attest, ...(evaluation ? { evaluation } : {}) }
    const peerKey = network.operators[aggregator]?.operator.peerKey as Uint8Array
    return (nodes[0] as SyntheticNode).askOnce(request, peerIdOf(peerKey))
  }

  it('error: a bundle of an aggregator that does not lead', async () => {
    const bundle = await drive.publish(evaluations)
    expect(await ask(other(), bundle)).to.deep.equal(wait)
    expect(await ask(other())).to.deep.equal(wait)
    expect(nodes[0]?.node().store.validator.signed(drive.at)).to.equal(undefined)
    expect(await ask(leader(), bundle)).to.include({ kind: 'signature' })
  })

  it('behavior: leads who leads by the time of the latest block', async () => {
    const bundle = await drive.publish(evaluations)
    const late = other()
    const { turnSeconds } = network.chain.view().runs.get(1)?.spec.params ?? { turnSeconds: 0 }
    network.chain.pass(turnSeconds)
    expect(leader()).to.equal(late)
    expect(await ask(other(), bundle)).to.deep.equal(wait)
    expect(await ask(late, bundle)).to.include({ kind: 'signature' })
  })

  it('behavior: what was signed is told to every aggregator', async () => {
    const bundle = await drive.publish(evaluations)
    const answer = await ask(leader(), bundle)
    if (answer.kind !== 'signature') throw new Error(answer.kind)
    const { signature } = answer
    expect(await ask(other())).to.deep.equal({ kind: 'signed', evaluation: bundle, signature })
    expect(await ask(other(), bundle)).to.deep.equal(answer)
  })

  it('error: evaluations of less than two thirds of the stake', async () => {
    const few = { kind: 'refuse', reason: 'too-few-evaluations' }
    // Stakes are 100, 101, 102 and 103: 271 of 406 are two thirds.
    expect(await ask(leader(), await drive.publish(evaluations.slice(0, 1)))).to.deep.equal(few)
    expect(await ask(leader(), await drive.publish(evaluations.slice(0, 2)))).to.deep.equal(few)
    expect(nodes[0]?.node().store.validator.signed(drive.at)).to.equal(undefined)
    const enough = await drive.publish(evaluations.slice(0, 3))
    expect(await ask(leader(), enough)).to.include({ kind: 'signature' })
  })
})

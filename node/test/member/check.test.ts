import { peerIdOf } from '@vain/net'
import {
  type Artefact,
  type Envelope,
  phases,
  type RoundRequest,
  type RoundResponse,
} from '@vain/protocol'
import {
  checkedAggregation,
  createSyntheticNetwork,
  drawCheck,
  type SyntheticNetwork,
  type SyntheticOperator,
} from '@vain/testkit'
import { expect } from 'chai'
import { createDrive, type Drive } from '../support/driveRound.ts'
import { type SyntheticNode, startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

/** What a node says in a round's check, whatever a leader shows it. Source: docs/protocol §4.10. */
describe('a member of a round with a check', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()
  let network: SyntheticNetwork
  let nodes: SyntheticNode[]
  let drive: Drive
  /** What goes with every request of the check. */
  let beacon: Uint8Array
  let sketched: readonly Envelope[]
  let sketches: Artefact
  /** Who answers about sketches. */
  let places: readonly SyntheticNode[]

  const reasonOf = (response: RoundResponse): string =>
    response.kind === 'refuse' ? response.reason : response.kind
  const ask = (node: SyntheticNode, request: Partial<RoundRequest> & { phase: number }) =>
    node.answer({ ...drive.at, ...request })
  const askAll = async (
    from: readonly SyntheticNode[],
    request: Partial<RoundRequest> & { phase: number },
  ): Promise<Envelope[]> => drive.opened(await Promise.all(from.map((node) => ask(node, request))))

  before(async () => {
    network = await createSyntheticNetwork({
      members: 6,
      runSettings: { aggregation: checkedAggregation(1) },
    })
    nodes = network.members.map(({ index }) => startNode(network, index, { folder }))
    drive = createDrive(network, nodes)
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    await drive.collect('mask')
    beacon = drawCheck(drive.round())
  })

  after(() => Promise.all(nodes.map((node) => node.stop())))

  it('behavior: nobody reveals or gives shares by itself, or before a check is named', async () => {
    network.chain.pass(5)
    for (const node of nodes) {
      const said = await node.askOnce({ ...drive.at, phase: phases.reveal })
      expect(said).to.deep.equal({ kind: 'wait' })
    }
    const [first] = nodes as [SyntheticNode]
    const recover = { phase: phases.recover, vanished: [1] }
    expect(reasonOf(await ask(first, recover))).to.equal('no-check')
    expect(first.node().store.member.memory(drive.at).revealed).to.equal(false)
  })

  it('error: a signature that is not that of the round of the beacon', async () => {
    const [first] = nodes as [SyntheticNode]
    const { masked, ...round } = drive.round()
    const before = masked && { ...masked, timestamp: masked.timestamp - 60 }
    const other = drawCheck({ ...round, ...(before && { masked: before }) })
    const said = await ask(first, { phase: phases.sketch, beacon: other })
    expect(reasonOf(said)).to.equal('beacon: not of this round')
    expect(first.node().store.member.answer(drive.at, phases.sketch)).to.equal(undefined)
  })

  it('default: sketches once, the same bytes to every question, also after a restart', async () => {
    sketched = await askAll(nodes, { phase: phases.sketch, beacon })
    expect(sketched).to.have.length(6)
    sketches = await drive.publish(sketched)
    const [first] = nodes as [SyntheticNode]
    await first.restart()
    const again = await ask(first, { phase: phases.sketch, beacon })
    expect(again).to.deep.equal({ kind: 'message', envelope: sketched[0]?.bytes })
  })

  it('default: who is in the committee answers about one bundle, and about no other', async () => {
    const answers = await askAll(nodes, { phase: phases.check, beacon, sketches })
    expect(answers).to.have.length(5)
    const senders = answers.map(({ sender }) => sender)
    places = nodes.filter(({ index }) => senders.includes(index))
    const [place] = places as [SyntheticNode]
    await place.restart()
    const other = await drive.publish(sketched.slice(1))
    for (const shown of [{ sketches: other }, {}]) {
      const said = await ask(place, { phase: phases.check, beacon, ...shown })
      expect(said).to.deep.equal({ kind: 'sketched', sketches })
    }
    const outside = nodes.find(({ index }) => !senders.includes(index)) as SyntheticNode
    const said = await ask(outside, { phase: phases.check, beacon, sketches })
    expect(reasonOf(said)).to.equal('not-in-the-committee')
  })

  describe('reveals', () => {
    let answers: readonly Envelope[]
    let check: Artefact
    let words: readonly Envelope[]
    let settles: Artefact

    before(async () => {
      answers = await askAll(places, { phase: phases.check, beacon, sketches })
      check = await drive.publish(answers)
    })

    it('error: a place settles no check bundle that is none', async () => {
      const [place] = places as [SyntheticNode]
      const few = await drive.publish(answers.slice(2))
      const said = await ask(place, { phase: phases.settle, beacon, check: few })
      expect(reasonOf(said)).to.equal('checks: below-threshold')
      expect(place.node().store.member.basis(drive.at, 'settle')).to.equal(undefined)
    })

    it('default: a place settles one check bundle, also after a restart', async () => {
      words = await askAll(places, { phase: phases.settle, beacon, check })
      expect(words).to.have.length(5)
      settles = await drive.publish(words)
      const [place] = places as [SyntheticNode]
      await place.restart()
      const other = await drive.publish(answers.slice(1))
      for (const shown of [{ check: other }, {}]) {
        const said = await ask(place, { phase: phases.settle, beacon, ...shown })
        expect(said).to.deep.equal({ kind: 'checked', check })
      }
    })

    it('attack: an aggregator that does not lead binds nobody to a check of its own', async () => {
      const { chain, run, operators } = network
      const leader = operators[chain.leader(run) ?? 0]
      const other = operators.findLast((one) => one !== leader) as SyntheticOperator
      const own = await drive.publish(answers.slice(1))
      const request = {
        ...drive.at,
        phase: phases.recover,
        vanished: [1],
        beacon,
        check: own,
        settles,
      }
      for (const node of nodes) {
        const said = await node.askOnce(request, peerIdOf(other.operator.peerKey))
        expect(said).to.deep.equal({ kind: 'wait' })
        expect(node.node().store.member.basis(drive.at, 'check')).to.equal(undefined)
      }
    })

    it('attack: a leader makes nobody look at ever more checks by asking for shares', async () => {
      // Who is outside the committee has refused something before, which counts.
      const last = places.at(-1) as SyntheticNode
      const recover = { phase: phases.recover, vanished: [1], beacon, settles }
      const none = await drive.publish([])
      for (const root of [1, 2, 3, 4, 5, 6, 7, 8]) {
        const check = { ...none, root: `0x${String(root).repeat(64)}` as const }
        expect(reasonOf(await ask(last, { ...recover, check }))).to.match(/^checks: /)
      }
      expect(reasonOf(await ask(last, { ...recover, check }))).to.equal('too-many-faults')
      await last.restart()
    })

    it('attack: nobody says sums or reveals before enough have settled that check, or after one of others', async () => {
      const [first] = nodes as [SyntheticNode]
      const [place] = places as [SyntheticNode]
      const few = await drive.publish(words.slice(2))
      const other = await drive.publish(answers.slice(1))
      const asks = [
        (more: object) => ask(place, { phase: phases.sums, beacon, sketches, ...more }),
        (more: object) => ask(first, { phase: phases.reveal, beacon, ...more }),
        (more: object) => ask(first, { phase: phases.recover, vanished: [1], beacon, ...more }),
      ]
      for (const [i, asked] of asks.entries()) {
        const early = reasonOf(await asked({ check, settles: few }))
        const foreign = reasonOf(await asked({ check: other, settles })).split(' of ')[0]
        expect([i, early]).to.deep.equal([i, 'settles: below-threshold'])
        expect([i, foreign]).to.deep.equal([i, 'settles: wrong-check'])
      }
      const alone = { phase: phases.recover, vanished: [1], beacon, check }
      expect(reasonOf(await ask(first, alone))).to.equal('no-check')
      expect(first.node().store.member.basis(drive.at, 'check')).to.equal(undefined)
    })

    it('default: places say sums after the check, and after no other one', async () => {
      const settled = { phase: phases.sums, beacon, sketches, check, settles }
      const last = places.at(-1) as SyntheticNode
      const fewer = await drive.publish(sketched.slice(1))
      const foreign = await ask(last, { ...settled, sketches: fewer })
      expect(reasonOf(foreign)).to.equal('checks: wrong-sketches')
      const sums = await askAll(places, settled)
      expect(sums).to.have.length(5)
      const [place] = places as [SyntheticNode]
      const other = await drive.publish(answers.slice(1))
      const named = { kind: 'checked', check }
      expect(await ask(place, { ...settled, check: other })).to.deep.equal(named)
    })

    it('error: after answers of too few places, or of one that is counted twice', async () => {
      const first = nodes.find((node) => !places.includes(node)) as SyntheticNode
      const few = await drive.publish(answers.slice(2))
      const said = await ask(first, { phase: phases.reveal, beacon, check: few, settles })
      expect(reasonOf(said)).to.equal('checks: below-threshold')
      const twice = await drive.publish([...answers.slice(2), ...answers.slice(2, 3)])
      const again = await ask(first, { phase: phases.reveal, beacon, check: twice, settles })
      expect(reasonOf(again)).to.match(/^checks: /)
    })

    it('default: after the check, and after no other one', async () => {
      const reveals = await askAll(nodes, { phase: phases.reveal, beacon, check, settles })
      expect(reveals).to.have.length(6)
      const [first] = nodes as [SyntheticNode]
      await first.restart()
      const other = await drive.publish(answers.slice(1))
      const named = { kind: 'checked', check }
      for (const shown of [{ check: other }, {}])
        expect(await ask(first, { phase: phases.reveal, beacon, ...shown })).to.deep.equal(named)
      const recover = { phase: phases.recover, vanished: [1], beacon }
      expect(await ask(first, { ...recover, check: other })).to.deep.equal(named)
      expect(await ask(first, { ...recover, check, settles })).to.include({ kind: 'message' })
    })
  })
})

import { peerIdOf } from '@vain/net'
import {
  type Artefact,
  cidOfContent,
  type Hex,
  type MaskRefs,
  phases,
  type RoundRequest,
  type RoundResponse,
} from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive, type Drive } from '../support/driveRound.ts'
import { createStubTrainer, type SyntheticNode, startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import { until, untilQuiet } from '../support/until.ts'

const wait: RoundResponse = { kind: 'wait' }
const refused = (reason: string): RoundResponse => ({ kind: 'refuse', reason })
const nowhere = (byte: string): Artefact => {
  const word: Hex = `0x${byte.repeat(32)}`
  return { root: word, content: word }
}

/** What a member does with the bundles that leaders name. Source: docs/protocol §4.7. */
describe('following leaders', () => {
  const folder = temporaryFolder()
  let network: SyntheticNetwork
  let nodes: SyntheticNode[]
  let drive: Drive
  let count = 0

  beforeEach(async () => {
    network = await createSyntheticNetwork()
    const own = `${folder}/${count++}`
    nodes = network.members.map(({ index }) => startNode(network, index, { folder: own }))
    drive = createDrive(network, nodes)
    drive.open()
  })
  afterEach(() => Promise.all(nodes.map((node) => node.stop())))

  const first = (): SyntheticNode => nodes[0] as SyntheticNode
  const store = () => first().node().store.member
  const leader = (): number => network.chain.leader(network.run) as number
  /** Moves the chain to the turn of the next leader, and gives its view of the round. */
  function takeOver(): Drive {
    const before = leader()
    while (leader() === before) network.chain.pass(1)
    return createDrive(network, nodes)
  }
  /** What somebody who does not lead gets. */
  function askAsOther(request: RoundRequest): Promise<RoundResponse> {
    const other = leader() === 4 ? 5 : 4
    const { peerKey } = network.operators[other]?.operator ?? expect.fail()
    return first().askOnce(request, peerIdOf(peerKey))
  }
  const refsOf = (of: Drive): MaskRefs => {
    const { roster, share } = of.request('mask') as MaskRefs
    return { roster, share }
  }

  it('default: deals and masks under what the leader names, the same after a restart', async () => {
    await drive.collect('roster')
    const share = await first().answer(drive.request('share'))
    await first().restart()
    expect(await first().answer(drive.request('share'))).to.deep.equal(share)
    await drive.collect('share')
    const mask = await first().answer(drive.request('mask'))
    const vector = await first().vector(drive.at)
    await first().restart()
    expect(await first().answer(drive.request('mask'))).to.deep.equal(mask)
    expect(await first().vector(drive.at)).to.deep.equal(vector)
    expect(store().bound(drive.at)).to.deep.include(refsOf(drive))
  })

  it('behavior: says what it is bound to, and to wait as long as it is to nothing', async () => {
    const question = { ...drive.at, phase: phases.mask }
    await drive.collect('roster')
    await drive.collect('share')
    expect(await first().askOnce(question)).to.deep.equal(wait)
    await drive.ask('mask')
    const bound = { kind: 'bound', ...refsOf(drive) }
    expect(await first().askOnce(question)).to.deep.equal(bound)
    expect(await askAsOther(question)).to.deep.equal(bound)
    await first().restart()
    expect(await first().askOnce(question)).to.deep.equal(bound)
  })

  it('error: bundles named by an aggregator that does not lead', async () => {
    const roster = await drive.ask('advertise')
    await drive.fix('roster', roster)
    for (let times = 0; times < 20; times++)
      expect(await askAsOther(drive.request('share'))).to.deep.equal(wait)
    expect(store().contexts(drive.at)).to.deep.equal([])
    await drive.collect('share')
    for (let times = 0; times < 20; times++)
      expect(await askAsOther(drive.request('mask'))).to.deep.equal(wait)
    expect(store().bound(drive.at)).to.equal(undefined)
    expect(await first().answer(drive.request('mask'))).to.include({ kind: 'message' })
    // What is said is said to all.
    expect(await askAsOther(drive.request('mask'))).to.include({ kind: 'message' })
  })

  it('behavior: deals anew for whoever takes over, and masks under one of both', async () => {
    await drive.collect('roster')
    const before = await first().answer(drive.request('share'))
    const next = takeOver()
    await next.fix('roster', await next.ask('advertise', nodes.slice(0, 3)))
    const after = await first().answer(next.request('share'))
    expect(after).to.include({ kind: 'message' })
    expect(after).to.not.deep.equal(before)
    expect(await first().answer(drive.request('share'))).to.deep.equal(before)
    await next.collect('share', nodes.slice(0, 3))
    expect(await next.collect('mask', nodes.slice(0, 3))).to.have.length(3)
    expect(await first().answer(next.request('reveal'))).to.include({ kind: 'message' })
  })

  it('error: a second context after it has masked', async () => {
    await drive.collect('roster')
    await drive.collect('share')
    const mask = await first().answer(drive.request('mask'))
    const vector = await first().vector(drive.at)
    const next = takeOver()
    const others = nodes.slice(1)
    await next.fix('roster', await next.ask('advertise'))
    expect(next.request('share')).to.deep.equal(drive.request('share'))
    // The same roster is the same context: only the shares are others.
    await next.fix('share', await next.ask('share', nodes.slice(0, 3)))
    const bound = { kind: 'bound', ...refsOf(drive) }
    expect(await first().answer(next.request('mask'))).to.deep.equal(bound)
    await next.fix('roster', await next.ask('advertise', nodes.slice(0, 3)))
    expect(await first().answer(next.request('share'))).to.deep.equal(refused('masked-elsewhere'))
    expect(await first().answer(next.request('mask'))).to.deep.equal(bound)
    await first().restart()
    expect(await first().answer(next.request('mask'))).to.deep.equal(bound)
    expect(await first().answer(drive.request('mask'))).to.deep.equal(mask)
    expect(await first().vector(drive.at)).to.deep.equal(vector)
    // Those who have not masked yet follow.
    expect(await next.ask('share', others.slice(0, 2))).to.have.length(2)
  })

  /** Starts the first node anew; it has trained once the function that this returns is called. */
  async function trainLater(): Promise<() => void> {
    await first().stop()
    const trained = Promise.withResolvers<void>()
    const stub = createStubTrainer(0)
    const trainer: typeof stub = {
      ...stub,
      train: async (...job) => {
        await trained.promise
        return stub.train(...job)
      },
    }
    nodes[0] = startNode(network, 0, { folder: `${folder}/${count++}`, trainer })
    await drive.collect('roster')
    await drive.collect('share')
    return trained.resolve
  }

  it('error: who does not lead does not put aside what the leader asked for', async () => {
    const finishTraining = await trainLater()
    expect(await first().askOnce(drive.request('mask'))).to.deep.equal(wait)
    const { roster } = refsOf(drive)
    const share = await drive.publish(await drive.ask('share', nodes.slice(0, 3)))
    expect(await askAsOther({ ...drive.at, phase: phases.mask, roster, share })).to.deep.equal(wait)
    finishTraining()
    await until(() => store().bound(drive.at) !== undefined)
    expect(store().bound(drive.at)).to.deep.include(refsOf(drive))
  })

  it('error: what a leader asked for is not done once its turn is over', async () => {
    const finishTraining = await trainLater()
    expect(await first().askOnce(drive.request('mask'))).to.deep.equal(wait)
    const next = takeOver()
    finishTraining()
    const isTrained = (): boolean => first().log.lines.some(({ message }) => message === 'trained')
    await until(isTrained)
    await untilQuiet()
    expect(await first().askOnce({ ...next.at, phase: phases.mask })).to.deep.equal(wait)
    expect(store().bound(drive.at)).to.equal(undefined)
    // Who leads now may ask for the same.
    expect(await first().answer(drive.request('mask'))).to.include({ kind: 'message' })
  })

  describe('when the chain fixes other bundles than it masked under', () => {
    let next: Drive

    /** The first member masks for one leader, the others for the next one. */
    async function part(roster: readonly SyntheticNode[], share: readonly SyntheticNode[]) {
      await drive.collect('roster')
      await drive.collect('share')
      await first().answer(drive.request('mask'))
      next = takeOver()
      await next.fix('roster', await next.ask('advertise', roster))
      await next.fix('share', await next.ask('share', share))
      const masks = await next.publish(await next.ask('mask', nodes.slice(1)))
      // The leader's word alone: the first one is in no mask bundle of these.
      const survivors = [0, 1, 2, 3]
      next.send({ call: 'mask', round: 1, ...refsOf(next), masks, survivors })
      next.settle()
    }
    async function expectSilence(): Promise<void> {
      for (let restarts = 0; restarts < 2; restarts++) {
        expect(await first().answer(next.request('reveal'))).to.deep.equal(
          refused('masked-elsewhere'),
        )
        const recover = { ...next.at, phase: phases.recover, vanished: [1] }
        expect(await first().answer(recover)).to.deep.equal(refused('masked-elsewhere'))
        expect(store().answer(next.at, phases.reveal)).to.equal(undefined)
        expect(store().answer(next.at, phases.recover)).to.equal(undefined)
        await first().restart()
      }
    }

    it('error: another roster', async () => {
      await part(nodes.slice(1), nodes.slice(1))
      await expectSilence()
    })

    it('error: other shares', async () => {
      await part(nodes, nodes.slice(1))
      await expectSilence()
    })
  })

  describe('bundles that cannot be followed', () => {
    const share = (roster: Artefact): RoundRequest => ({ ...drive.at, phase: phases.share, roster })

    it('error: junk is refused, and the right ones are followed after it', async () => {
      const { content } = network
      const roster = await drive.ask('advertise')
      await drive.fix('roster', roster)
      const { roster: right } = drive.request('share') as { roster: Artefact }
      const junk = await content.put(new Uint8Array(5_000).fill(0xff))
      const other = await drive.publish(roster.slice(0, 1))
      const wrongRoot = { ...right, root: nowhere('11').root }
      expect(await first().answer(share(wrongRoot))).to.deep.equal(refused('roster: root-mismatch'))
      expect(await first().answer(share(other))).to.deep.equal(refused('roster: below-threshold'))
      content.tamper(cidOfContent(other.content), (bytes) => bytes.fill(0xff))
      expect(await content.hasLocally(junk)).to.equal(true)
      expect(store().contexts(drive.at)).to.deep.equal([])
      expect(await first().answer(drive.request('share'))).to.include({ kind: 'message' })
    })

    it('error: a roster without this member, or with another message of it', async () => {
      const roster = await drive.ask('advertise')
      await drive.fix('roster', roster.slice(1))
      expect(await first().answer(drive.request('share'))).to.deep.equal(
        refused('roster: not my message'),
      )
      expect(store().contexts(drive.at)).to.deep.equal([])
    })

    it('error: masks before shares were dealt, or shares without its own', async () => {
      await drive.collect('roster')
      await drive.collect('share', nodes.slice(1))
      expect(await first().answer(drive.request('mask'))).to.deep.equal(refused('not-in-u1'))
      expect(await first().answer(drive.request('share'))).to.include({ kind: 'message' })
      expect(await first().answer(drive.request('mask'))).to.deep.equal(
        refused('shares: not my message'),
      )
      expect(store().bound(drive.at)).to.equal(undefined)
      const { store: other } = (nodes[1] as SyntheticNode).node()
      expect(await drive.ask('mask', nodes.slice(1))).to.have.length(3)
      expect(other.member.bound(drive.at)).to.deep.include(refsOf(drive))
    })

    it('behavior: a bundle that comes late is waited for', async () => {
      const roster = await drive.ask('advertise')
      await drive.fix('roster', roster)
      const { roster: right } = drive.request('share') as { roster: Artefact }
      const cid = cidOfContent(right.content)
      const bytes = await network.content.get(cid, { maxBytes: 1 << 20, timeoutMs: 1 })
      network.content.remove(cid)
      expect(await first().askOnce(drive.request('share'))).to.deep.equal(wait)
      await network.content.put(bytes)
      expect(await first().answer(drive.request('share'))).to.include({ kind: 'message' })
    })

    it('error: a leader whose bundles never come does not take the turn of the next', async () => {
      const roster = await drive.ask('advertise')
      const { get } = first().content
      const hanging = cidOfContent(nowhere('22').content)
      let ended = 0
      first().content.get = (cid, limits, signal) =>
        cid === hanging
          ? new Promise((_, reject) => {
              const end = (): void => {
                ended += 1
                reject(signal?.reason)
              }
              signal?.addEventListener('abort', end)
            })
          : get(cid, limits, signal)
      expect(await first().askOnce(share(nowhere('22')))).to.deep.equal(wait)
      expect(await first().askOnce(share(nowhere('22')))).to.deep.equal(wait)
      const next = takeOver()
      await next.fix('roster', roster)
      expect(await first().answer(next.request('share'))).to.include({ kind: 'message' })
      expect(ended).to.equal(1)
    })

    it('error: a leader that names one thing after the other is heard a few times', async () => {
      const roster = await drive.ask('advertise')
      await drive.fix('roster', roster)
      const { roster: right } = drive.request('share') as { roster: Artefact }
      const reasons: string[] = []
      for (let i = 0; i < 12; i++) {
        const answer = await first().answer(share({ ...right, root: nowhere(`3${i % 10}`).root }))
        reasons.push(answer.kind === 'refuse' ? answer.reason : answer.kind)
      }
      expect(reasons.slice(0, 8)).to.deep.equal(Array(8).fill('roster: root-mismatch'))
      expect(await first().answer(share(nowhere('44')))).to.deep.equal(refused('too-many-faults'))
      const next = takeOver()
      await next.fix('roster', roster)
      expect(await first().answer(next.request('share'))).to.include({ kind: 'message' })
    })

    it('error: rosters one after the other do not use up the places of the next leader', async () => {
      const roster = await drive.ask('advertise')
      const some = [
        roster,
        roster.slice(0, 3),
        [0, 1, 3].map((i) => roster[i] as (typeof roster)[0]),
      ]
      const answers: string[] = []
      for (const senders of some) {
        await drive.fix('roster', senders)
        const answer = await first().answer(drive.request('share'))
        answers.push(answer.kind === 'refuse' ? answer.reason : answer.kind)
      }
      expect(answers).to.deep.equal(['message', 'message', 'too-many-contexts'])
      await first().restart()
      const next = takeOver()
      await next.fix('roster', some[2] ?? [])
      expect(await first().answer(next.request('share'))).to.include({ kind: 'message' })
    })
  })
})

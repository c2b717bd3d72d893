import { addVectors } from '@vain/crypto'
import {
  addressBook,
  advanceModel,
  currentRound,
  type Envelope,
  encodeRevealArtefact,
  type Fault,
  type GroupSum,
  isFault,
  openEnvelope,
  type Proposal,
  phases,
  plainSettings,
  publishArtefact,
  type RoundView,
  type RunView,
  revealRoot,
  rootCheckpoint,
  rootSums,
  topologyOf,
  unpackLanes,
  vectorWords,
  verifyRound,
  zeroAddress,
} from '@vain/protocol'
import { createSyntheticRun, type SyntheticMember, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'

const plain = { ...plainSettings.aggregation, dropoutBps: 0 }

/**
 * Everyone in the sum reveals. The leader, who has seen every group's sum by then, publishes the
 * reveals of those groups only that it likes, with the model that follows from them.
 * Source: docs/protocol §4.6.
 */
describe('a leader that chooses among the groups that it has opened', () => {
  let network: SyntheticRun

  const roundNow = (): RoundView => {
    const { chain, run } = network
    return currentRound(chain.view().runs.get(run) as RunView) as RoundView
  }

  const groupsNow = (): readonly (readonly number[])[] =>
    topologyOf(roundNow(), network.configuration).groups

  /** Masks a round until its survivors are final. */
  async function begin(grouping: 'groups' | 'singles', members: number): Promise<void> {
    const runSettings = { aggregation: { ...plain, grouping } }
    network = await createSyntheticRun([{ stopIn: 'masked' }], { members, runSettings })
    network.chain.pass(10)
    expect(roundNow().survivors).to.have.length(members)
  }

  async function revealOf(index: number): Promise<Envelope> {
    const { chain, members, run } = network
    const request = { run, round: roundNow().round, phase: phases.reveal }
    const said = await (members[index] as SyntheticMember).answer(request)
    if (said.kind !== 'message') throw new Error(`no reveal: ${said.kind}`)
    const opened = openEnvelope(chain.venue, said.envelope, addressBook(chain.view()))
    if ('fault' in opened) throw new Error(opened.fault)
    return opened
  }

  function sumOf(group: number): GroupSum {
    const { configuration, members } = network
    const of = groupsNow()[group] ?? []
    const total = new Uint32Array(vectorWords(configuration))
    for (const index of of)
      addVectors(total, (members[index] as SyntheticMember).update(roundNow().round))
    return { group, survivors: of.length, sum: unpackLanes(total, configuration) }
  }

  /** What a validator or an auditor says of a round of which only these groups are published. */
  async function verdictOn(liked: readonly number[]): Promise<Fault | undefined> {
    const { chain, configHash, configuration, content, genesisModel } = network
    const { openHead, opened, members } = roundNow()
    const reveals: Envelope[] = []
    const revealing = liked.flatMap((group) => groupsNow()[group] ?? []).sort((a, b) => a - b)
    for (const index of revealing) reveals.push(await revealOf(index))
    const sums = liked.map(sumOf)
    const drawn = { openHead, groups: groupsNow().length, members: members.length }
    const [sum, model] = [
      rootSums(sums, configuration),
      rootCheckpoint(advanceModel(genesisModel, sums, configuration, drawn)),
    ]
    const bytes = reveals.map((envelope) => envelope.bytes)
    const proposal: Proposal = {
      ...{ at: opened, leader: zeroAddress, head: openHead },
      reveals: await publishArtefact(
        content,
        revealRoot(bytes, []),
        encodeRevealArtefact(reveals, []),
      ),
      sum: await publishArtefact(content, sum.root, sum.bytes),
      model: await publishArtefact(content, model.root, model.bytes),
    }
    const inputs = { configHash, configuration, parent: genesisModel }
    const found = await verifyRound(
      { content, timeoutMs: 1_000 },
      { ...inputs, view: chain.view(), round: { ...roundNow(), proposal } },
    )
    return isFault(found) ? found : undefined
  }

  const closed = { artefact: 'reveals', reason: 'seed-not-recoverable' }

  it('error: one group of five is left closed', async () => {
    await begin('groups', 30)
    expect(groupsNow().map(({ length }) => length)).to.deep.equal([6, 6, 6, 6, 6])
    expect(await verdictOn([0, 1, 2, 3, 4])).to.equal(undefined)
    expect(await verdictOn([0, 1, 3, 4])).to.include(closed)
    expect(await verdictOn([2])).to.include(closed)
  })

  it('error: without masks, fewer updates than have to be in a sum', async () => {
    await begin('singles', 4)
    expect(roundNow().threshold).to.equal(3)
    expect(await verdictOn([3])).to.include(closed)
    expect(await verdictOn([1, 3])).to.include(closed)
  })

  it('behavior: without masks, some that vanished are missed by nobody', async () => {
    await begin('singles', 4)
    expect(await verdictOn([0, 1, 3])).to.equal(undefined)
  })
})

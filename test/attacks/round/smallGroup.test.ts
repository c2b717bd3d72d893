import { type Envelope, phases, type Recover, shareKinds, topologyOf } from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive, type Drive } from '../../../node/test/support/driveRound.ts'
import { type SyntheticNode, startNode } from '../../../node/test/support/syntheticNode.ts'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'

/**
 * Thirty members in five groups of six, thresholds of four. A leader leaves all but one or two of one
 * group out of the sum, so that this group's sum would be theirs. Source: docs/protocol §4.9.
 */
describe('a leader that keeps one group small', () => {
  const folder = temporaryFolder()
  let network: SyntheticNetwork
  let drive: Drive
  let group: readonly number[]
  let own: SyntheticNode[]
  let rest: SyntheticNode[]

  before(async () => {
    const aggregation = {
      grouping: 'groups',
      dropoutBps: 0,
      combine: 'mean',
      byzantineBps: 0,
    } as const
    network = await createSyntheticNetwork({ members: 30, runSettings: { aggregation } })
    const opening = createDrive(network, [])
    opening.open()
    const topology = topologyOf(opening.round(), network.configuration)
    expect(topology.groups.map(({ length }) => length)).to.deep.equal([6, 6, 6, 6, 6])
    group = topology.groups[0] ?? []
    expect(topology.thresholdOf(group[0] as number)).to.equal(4)
    // Those of the group are real nodes; of the others only what they say matters.
    own = group.map((index) => startNode(network, index, { folder }))
    rest = network.members.filter(({ index }) => !group.includes(index)) as never[]
    const everyone = [...own, ...rest].sort((a, b) => a.index - b.index)
    drive = createDrive(network, everyone)
    await drive.collect('roster')
    await drive.collect('share')
    const masks = await drive.ask('mask')
    expect(masks).to.have.length(30)
    await drive.fix(
      'mask',
      masks.filter(({ sender }) => !group.includes(sender) || group.indexOf(sender) < 2),
    )
    drive.settle()
  })
  after(() => Promise.all(own.map((node) => node.stop())))

  const inSum = (): readonly SyntheticNode[] => own.slice(0, 2)

  it('error: whoever is left in it reveals nothing', async () => {
    for (const node of inSum())
      expect(await node.answer(drive.request('reveal'))).to.deep.equal({
        kind: 'refuse',
        reason: 'too-few-neighbours',
      })
  })

  it('error: nobody gives a share of the self seeds of those', async () => {
    const vanished = inSum().map(({ index }) => index)
    const request = { ...drive.at, phase: phases.recover, vanished }
    const answers = drive.opened(await Promise.all(own.map((node) => node.answer(request))))
    expect(answers).to.have.length(6)
    for (const { body } of answers as Envelope[])
      for (const { of, kind } of (body as Recover).shares) {
        expect(vanished).not.to.include(of)
        expect(kind).to.equal(shareKinds.mask)
      }
  })

  it('behavior: the other groups reveal all the same', async () => {
    const reveals = await drive.ask('reveal', rest)
    expect(reveals).to.have.length(24)
  })
})

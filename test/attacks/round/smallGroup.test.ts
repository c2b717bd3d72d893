import { phases, plainSettings, topologyOf } from '@vain/protocol'
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
  let other: SyntheticNode

  before(async () => {
    const aggregation = {
      ...plainSettings.aggregation,
      grouping: 'groups',
      dropoutBps: 0,
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
    other = startNode(network, topology.groups[1]?.[0] as number, { folder })
    const real = new Map([...own, other].map((node) => [node.index, node]))
    const everyone = network.members.map((member) => real.get(member.index) ?? member) as never[]
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
  after(() => Promise.all([...own, other].map((node) => node.stop())))

  const refusal = { kind: 'refuse', reason: 'masks: below-threshold' }

  it('error: whoever is left in it reveals nothing', async () => {
    for (const node of own.slice(0, 2))
      expect(await node.answer(drive.request('reveal'))).to.deep.equal(refusal)
  })

  it('error: nobody of it gives a share', async () => {
    const vanished = group.slice(0, 2)
    const request = { ...drive.at, phase: phases.recover, vanished }
    for (const node of own) expect(await node.answer(request)).to.deep.equal(refusal)
  })

  it('error: nobody of another group reveals anything for such a sum', async () => {
    expect(await other.answer(drive.request('reveal'))).to.deep.equal(refusal)
  })
})

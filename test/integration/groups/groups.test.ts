import { cidOfContent, fromWords, plainSettings } from '@vain/protocol'
import { expect } from 'chai'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import { altered, audit, flip, inputsOf } from '../../../packages/audit/test/support.ts'
import { createMixedStage, type MixedStage } from './createMixedStage.ts'
import { plainMedian, plainModel } from './plainRound.ts'

/** Five groups of six or seven, of which four open a sum; two coordinates to a word. */
const runSettings = {
  // As finely as seven updates to a sum allow.
  numbers: { clipMicro: 1_000_000, scaleBits: 13, maxWeight: 100, laneBits: 16, rotate: true },
  aggregation: {
    ...plainSettings.aggregation,
    grouping: 'groups',
    dropoutBps: 0,
    combine: 'median',
    byzantineBps: 2_000,
  },
} as const
const [members, parameters] = [32, 500]

/** A real aggregator and real nodes among 32 members: §4.9 of the protocol. */
describe('a round of several groups', () => {
  const folder = temporaryFolder()
  let stage: MixedStage
  /** Members by group, and the groups that open. */
  let groups: readonly (readonly number[])[]
  const open = [1, 2, 3, 4]
  /** How far the round was while the seeds of a group could not be had. */
  let meanwhile: string

  before(async () => {
    const real = new Map([0, 1, 2, 3, 4, 5].map((index) => [index, {}]))
    stage = await createMixedStage(folder, real, { members, parameters, runSettings })
    await stage.until(() => stage.state() === 'open')
    groups = stage.topology().groups
    const [thinned = [], closed = [], worn = []] = groups
    for (const index of thinned.slice(3)) stage.mischief.set(index, { silent: ['mask'] })
    for (const index of closed.slice(3))
      stage.mischief.set(index, { silent: ['reveal', 'recover'] })
    stage.mischief.set(worn[0] as number, { silent: ['mask'] })
    stage.mischief.set(worn[1] as number, { silent: ['reveal', 'recover'] })
    await stage.until(() => stage.state() === 'masked', 300)
    await stage.pass(60)
    meanwhile = stage.state()
    // One share more, and the seeds of the others can be had.
    stage.mischief.delete(closed[3] as number)
    await stage.until(() => stage.state() === 'certified', 300)
  })

  after(() => stage.stop())

  /** Who is in the sum of a group that opens. */
  const summed = (group: number): readonly number[] =>
    (groups[group] ?? []).slice(group === 2 ? 1 : 0)
  const sums = (): number[][] => open.map((group) => stage.plainSum(summed(group)))

  it('default: five groups, each with a threshold of its own', () => {
    const { plan } = stage.topology()
    expect(plan).to.deep.include({ kind: 'groups', count: 5, thresholds: [4, 4] })
    expect(stage.round().round).to.equal(1)
  })

  it('behavior: a group with too few that masked is not in the sum, the others are', () => {
    const kept = open.flatMap(summed).sort((a, b) => a - b)
    expect(stage.round().survivors).to.deep.equal(kept)
  })

  it('behavior: a group whose seeds cannot be had holds the round up until they can', async () => {
    expect(meanwhile).to.equal('masked')
    expect((await stage.senders()).reveals)
      .to.include(groups[1]?.[3])
      .and.not.to.include(groups[1]?.[4])
  })

  it('default: what is published is the plain sums of the groups, end to end', async () => {
    const published = await stage.published(stage.round().proposal?.sum.content)
    expect(published).to.deep.equal(fromWords(Int32Array.from(sums().flat())))
  })

  it('default: the model is the median of the groups that opened, bit for bit', async () => {
    const { openHead, proposal, certificate } = stage.round()
    const { configuration, genesisModel } = stage.network
    const expected = plainModel(genesisModel, sums(), plainMedian, configuration.numbers, openHead)
    expect(await stage.published(proposal?.model.content)).to.deep.equal(fromWords(expected))
    // The real nodes among them derived it again before they signed.
    expect(certificate?.nonSigners).to.deep.equal([])
  })

  it('default: an audit derives it again', async () => {
    const { fault, rounds } = await audit(stage.network.content, inputsOf(stage.network))
    expect(fault).to.equal(undefined)
    expect(rounds.map(({ outcome }) => outcome)).to.deep.equal(['verified'])
  })

  for (const [place, group] of open.entries())
    it(`error: an audit names a byte that was flipped in the sum of group ${group}`, async () => {
      const { content, run } = { content: stage.network.content, run: inputsOf(stage.network) }
      const offset = 4 * place * (parameters + 1) + 100
      const cid = cidOfContent(stage.round().proposal?.sum.content ?? '0x')
      const { fault } = await audit(altered(content, cid, flip(offset)), run)
      expect(fault).to.include({ artefact: 'sum', reason: 'content-mismatch', offset })
    })
})

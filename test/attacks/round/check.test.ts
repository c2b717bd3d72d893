import { type Body, type Check, phases, type Sums } from '@vain/protocol'
import { checkedAggregation, type SyntheticOptions } from '@vain/testkit'
import { expect } from 'chai'
import { createStage, type Stage } from '../../../aggregator/test/support/stage.ts'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import { createMixedStage } from '../../integration/groups/createMixedStage.ts'
import { auditOf } from './staged.ts'

type Alter = NonNullable<SyntheticOptions['alter']>

/** Clips, and then sends twenty times as much: what it masks, what it sketches, or both. */
const louder =
  (by: number, uses: readonly string[]): Alter =>
  (lanes, index, use) =>
    index === by && uses.includes(use)
      ? lanes.map((value, j) => (j < lanes.length - 1 ? 20 * value : value))
      : lanes

/** Numbers so fine that twenty honest updates in one are too long. */
const numbers = {
  ...{ clipMicro: 2_000_000, scaleBits: 20, maxWeight: 20 },
  ...({ laneBits: 32, rotate: false } as const),
}
const settings = (members: number) => ({
  members,
  runSettings: { aggregation: checkedAggregation(1), numbers },
})

/** Members and places of the committee that cheat, under real leaders. Source: docs/protocol §4.10. */
describe('a check of members that cheat', function () {
  this.timeout(240_000)
  const folder = temporaryFolder()
  let stage: Stage
  afterEach(() => stage.stop())

  /** Who was found at fault, and why: whoever leads the round finds it again. */
  const blamed = (): string[] => {
    const found = stage.lines.filter(({ message }) => message.startsWith('a member is at fault'))
    return [...new Set(found.map(({ operator, reason }) => `${operator} ${reason}`))]
  }

  /** Starts leaders that remember together, as one does that leads again. */
  async function begin(options: SyntheticOptions & { readonly members: number }): Promise<void> {
    stage = await createStage({ ...options, params: { turnSeconds: 40 } })
    const kept = stage.start(options.members)
    stage.start(options.members + 1, { store: kept.store, content: kept.content })
  }

  const certified = (seconds = 600) => stage.until(() => stage.state() === 'certified', seconds)

  it('attack: an update that is too long costs a round among real nodes, and its sender the next', async () => {
    const alter = louder(3, ['mask', 'sketch'])
    const real = new Map([0, 1, 2, 4, 5].map((index) => [index, {}]))
    stage = await createMixedStage(folder, real, { ...settings(6), alter })
    await certified()
    const [first, second] = stage.rounds()
    expect(first?.survivors).to.deep.equal([0, 1, 2, 3, 4, 5])
    expect(first).not.to.have.property('proposal')
    expect(blamed()).to.deep.equal(['3 too-long'])
    expect(second?.survivors).to.deep.equal([0, 1, 2, 4, 5])
    expect((await auditOf(stage)).ok).to.equal(true)
  })

  it('attack: so does a weight beyond the greatest', async () => {
    const alter: Alter = (lanes, index) => (index === 2 ? lanes.with(lanes.length - 1, 500) : lanes)
    await begin({ ...settings(6), alter })
    await certified()
    expect(blamed()).to.deep.equal(['2 too-long'])
    expect(stage.round().survivors).to.deep.equal([0, 1, 3, 4, 5])
  })

  it('attack: who sketches another vector than its own is left out by lot, sooner or later', async () => {
    await begin({ ...settings(8), alter: louder(3, ['mask']) })
    await certified(6_000)
    const failed = stage.rounds().slice(0, -1)
    expect(failed).to.have.length.within(1, 20)
    for (const round of failed) {
      expect(round.survivors).to.include(3)
      expect(round).not.to.have.property('proposal')
    }
    // Nobody can say whose fault it was; three of eight are more than a round needs.
    expect(blamed()).to.deep.equal([])
    expect(stage.round().survivors).to.have.length(5).and.not.to.include(3)
    expect((await auditOf(stage)).ok).to.equal(true)
  })

  it('attack: a member that says nothing of its sketches is left out of the next round', async () => {
    await begin(settings(6))
    stage.mischief.set(4, { silent: ['sketch'] })
    await certified()
    expect(blamed()).to.deep.equal(['4 missing'])
    expect(stage.rounds()[0]).not.to.have.property('proposal')
    expect(stage.round().survivors).to.deep.equal([0, 1, 2, 3, 5])
  })

  it('attack: one place that lies changes nothing', async () => {
    let liar: number | undefined
    const nothing = (values: Uint8Array): Uint8Array => new Uint8Array(values.length)
    const lie = (body: Check): Check => ({
      ...body,
      openings: body.openings.map(({ of, values }) => ({ of, values: nothing(values) })),
    })
    const lieOfSums = (body: Sums): Sums => ({
      ...body,
      sums: body.sums.map(({ group, values }) => ({ group, values: nothing(values) })),
    })
    const forge = (body: Body, index: number): Body => {
      if (body.phase !== phases.check && body.phase !== phases.sums) return body
      liar ??= index
      if (index !== liar) return body
      return body.phase === phases.check ? lie(body) : lieOfSums(body)
    }
    await begin({ ...settings(6), forge })
    await certified()
    expect(liar).to.be.a('number')
    expect(stage.rounds()).to.have.length(1)
    expect(blamed()).to.deep.equal([])
    expect(stage.round().survivors).to.have.length(6)
    expect((await auditOf(stage)).ok).to.equal(true)
  })

  /** Lets the first `most` places that are asked say nothing about any sketches. */
  function quieten(most: number): Set<number> {
    const quiet = new Set<number>()
    for (let index = 0; index < 6; index++)
      stage.mischief.set(index, {
        putsOff({ phase, sketches }) {
          if (phase !== phases.check || sketches === undefined) return false
          if (quiet.size < most) quiet.add(index)
          return quiet.has(index)
        },
      })
    return quiet
  }

  it('attack: one place that is silent changes nothing', async () => {
    await begin(settings(6))
    const quiet = quieten(1)
    await certified()
    expect(quiet.size).to.equal(1)
    expect(stage.rounds()).to.have.length(1)
    expect(stage.round().survivors).to.have.length(6)
  })

  it('attack: two of five end a round, in which nobody has revealed anything', async () => {
    await begin(settings(6))
    quieten(2)
    await stage.until(() => stage.rounds().length === 2, 600)
    expect(stage.rounds()[0]).to.have.property('survivors')
    expect(stage.asked.filter((one) => one.endsWith(`/${phases.reveal}`))).to.deep.equal([])
    stage.mischief.clear()
    await certified()
    expect(stage.round().survivors).to.have.length(6)
  })
})

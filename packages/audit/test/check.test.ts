import {
  type Body,
  cidOfContent,
  phases,
  type Sketch,
  splitRevealArtefact,
  topologyOf,
} from '@vain/protocol'
import {
  checkedAggregation,
  createSyntheticRun,
  type RoundScript,
  type SyntheticOptions,
  type SyntheticRun,
} from '@vain/testkit'
import { expect } from 'chai'
import { altered, audit, flip, inputsOf, roundOf } from './support.ts'

const members = 7
/** One of five places may be anything. */
const checked: SyntheticOptions = { members, runSettings: { aggregation: checkedAggregation(1) } }

const auditOf = (played: SyntheticRun) => audit(played.content, inputsOf(played))

/** What is wrong with a round whose leader does what it likes, and that is certified nevertheless. */
async function faultIn(script: RoundScript, options: SyntheticOptions = {}) {
  const played = await createSyntheticRun([script], { ...checked, ...options })
  return (await auditOf(played)).fault
}

/** What a member says in a phase, changed. */
const forging =
  <P extends Body['phase']>(phase: P, change: (body: Extract<Body, { phase: P }>) => Body) =>
  (by: readonly number[]) => ({
    forge: (body: Body, index: number): Body =>
      body.phase === phase && by.includes(index) ? change(body as never) : body,
  })

const louder =
  (by: number, uses: readonly string[]) =>
  (lanes: Int32Array, index: number, use: string): Int32Array =>
    index === by && uses.includes(use)
      ? lanes.map((value, j) => (j < lanes.length - 1 ? 20 * value : value))
      : lanes

/** Numbers so fine that twenty honest updates in one are too long. */
const numbers = {
  ...{ clipMicro: 2_000_000, scaleBits: 20, maxWeight: 20 },
  ...({ laneBits: 32, rotate: false } as const),
}
const fine = { members, runSettings: { aggregation: checkedAggregation(1), numbers } }

describe('auditRun of a run with a check', function () {
  // Rounds of 7 members, each with 35 shares.
  this.timeout(120_000)

  it('default: rounds whose members stay within the bound are derived again', async () => {
    const played = await createSyntheticRun(
      [{}, { silent: { mask: [1], reveal: [2], check: [3] } }],
      fine,
    )
    const report = await auditOf(played)
    expect(report.fault).to.equal(undefined)
    expect(report.rounds.map(({ outcome }) => outcome)).to.deep.equal(['verified', 'verified'])
    expect(roundOf(played, 2).survivors).to.deep.equal([0, 2, 3, 4, 5, 6])
  })

  const condemned = { round: 1, artefact: 'checks', reason: 'all-condemned' } as const
  const isLenient = true

  it('attack: a sum with an update that is too long', async () => {
    expect(await faultIn({ isLenient }, fine)).to.equal(undefined)
    const alter = louder(3, ['mask', 'sketch'])
    expect(await faultIn({ isLenient }, { ...fine, alter })).to.include(condemned)
  })

  it('attack: a sum with an update that is another than was sketched', async () => {
    expect(await faultIn({ isLenient }, { alter: louder(3, ['mask']) })).to.include(condemned)
  })

  it('attack: a weight beyond the greatest', async () => {
    const alter = (lanes: Int32Array, index: number): Int32Array =>
      index === 2 ? lanes.with(lanes.length - 1, 500) : lanes
    expect(await faultIn({ isLenient }, { alter })).to.include(condemned)
  })

  it('attack: a member that says nothing of its sketches, or spoils its shares', async () => {
    expect(await faultIn({ isLenient, silent: { sketch: [5] } })).to.include(condemned)
    const spoil = forging(phases.sketch, (body: Sketch) => ({
      ...body,
      deals: body.deals.map((deal) => ({ ...deal, hash: body.ctx })),
    }))
    expect(await faultIn({ isLenient }, spoil([5]))).to.include(condemned)
  })

  it('attack: sketches under another beacon’s signature', async () => {
    const forge = forging(phases.sketch, (body) => ({ ...body, beacon: new Uint8Array(48) }))
    const failed = await faultIn({}, forge([0])).catch((error: unknown) => error)
    expect(failed).to.have.property('code', 'testkit/fault')
  })

  it('attack: too few answers of the committee', async () => {
    const silent = { check: [0, 1, 2, 3, 4] }
    const failed = await faultIn({ silent }).catch((error: unknown) => error)
    expect(failed).to.have.property('code', 'testkit/fault')
  })

  it('attack: a leader that publishes another check than it showed', async () => {
    // Of five places among seven, one of any three is in the committee.
    let fault: Awaited<ReturnType<typeof faultIn>>
    for (const hiddenAnswer of [0, 1, 2]) fault ??= await faultIn({ hiddenAnswer })
    expect(fault).to.include({ artefact: 'reveals', reason: 'wrong-context', sender: 0 })
  })

  it('error: bundles of a check that are gone, or altered', async () => {
    const played = await createSyntheticRun([{}], checked)
    const { content } = roundOf(played, 1).proposal?.reveals ?? { content: '0x' as const }
    const limits = { maxBytes: 1 << 24, timeoutMs: 1_000 }
    const bytes = await played.content.get(cidOfContent(content), limits)
    const { check } = splitRevealArtefact(bytes, members) ?? {}
    for (const [artefact, ref] of [
      ['sketches', check?.sketches],
      ['checks', check?.checks],
      ['sketch-sums', check?.sums],
    ] as const) {
      const cid = cidOfContent(ref?.content ?? '0x')
      const gone = await audit(altered(played.content, cid), inputsOf(played))
      expect(gone.fault).to.include({ artefact, reason: 'missing' })
      const bent = await audit(altered(played.content, cid, flip(5_000)), inputsOf(played))
      expect(bent.fault).to.include({ artefact, reason: 'root-mismatch' })
    }
  })
})

describe('auditRun of a run with a check of groups', function () {
  // 30 members with 150 shares.
  this.timeout(300_000)

  const aggregation = {
    ...checkedAggregation(1),
    grouping: 'groups',
    dropoutBps: 0,
  } as const
  const options: SyntheticOptions = { members: 30, runSettings: { aggregation, numbers } }

  it('behavior: a condemned group is left out, and the round stands on the others', async () => {
    const alter = louder(3, ['mask', 'sketch'])
    const played = await createSyntheticRun([{}], { ...options, alter })
    const report = await auditOf(played)
    expect(report.fault).to.equal(undefined)
    const round = roundOf(played, 1)
    const topology = topologyOf(round, played.configuration)
    expect(topology.groups).to.have.length(5)
    expect(report.rounds[0]?.condemned).to.deep.equal([
      { group: topology.groupOf(3), reason: 'faulty', members: [3] },
    ])
    expect(round.survivors).to.have.length(30)
  })

  it('attack: a leader that adds a condemned group to the sums', async () => {
    const alter = louder(3, ['mask', 'sketch'])
    const lenient = await createSyntheticRun([{ isLenient: true }], { ...options, alter })
    expect((await auditOf(lenient)).fault).to.include({ round: 1, artefact: 'sum' })
  })
})

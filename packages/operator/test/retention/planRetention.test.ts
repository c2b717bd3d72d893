import { cidOfContent, forgetRounds, type RoundView, type RunView } from '@vain/protocol'
import { createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import fc from 'fast-check'
import { planRetention } from '../../src/retention/planRetention.ts'
import { recallOf } from '../../src/retention/recallOf.ts'

const terms = { maxAge: 3, moveSeconds: 100 }

/** CIDs of everything that the chain names of a round. */
function named({ roster, share, masks, proposal, certificate }: RoundView): string[] {
  const { reveals, sum, model } = proposal ?? {}
  return [roster, share, masks, reveals, sum, model, certificate?.evaluation].flatMap((one) =>
    one === undefined ? [] : [cidOfContent(one.content)],
  )
}

describe('planRetention', function () {
  this.timeout(60_000)
  let played: SyntheticRun
  let run: RunView
  before(async () => {
    played = await createSyntheticRun([{}, { abortIn: 'masked' }, {}])
    run = played.chain.view().runs.get(1) as RunView
  })

  /** A view whose run has so many rounds, opened every ten seconds, with the artefacts of the first. */
  function viewOf(count: number): {
    view: ReturnType<typeof played.chain.view>
    rounds: RoundView[]
  } {
    const [first] = run.rounds
    if (first === undefined) throw new Error('there is a first round')
    const rounds = Array.from({ length: count }, (_, i) => ({
      ...first,
      round: i + 1,
      opened: { ...first.opened, timestamp: 10 * (i + 1) },
      masks: { root: '0x', content: `0x${(i + 1).toString(16).padStart(64, '0')}` } as const,
    }))
    const view = { ...played.chain.view(), runs: new Map([[1, { ...run, rounds }]]) }
    return { view, rounds }
  }

  it('default: keeping every round keeps everything that the chain names', () => {
    const now = 3e9
    const view = played.chain.view()
    const { keep, since } = planRetention(
      view,
      Number.POSITIVE_INFINITY,
      terms,
      () => undefined,
      now,
    )
    for (const round of run.rounds) expect(keep).to.include.members(named(round))
    expect(since).to.equal(run.rounds[0]?.opened.timestamp)
  })

  it('property: never less than a court may ask for, nor an open round, nor a standing model', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 1, max: 200 }),
        (count, keepRounds, later, maxAge, moveSeconds) => {
          const { view, rounds } = viewOf(count)
          const now = 10 * count + later
          const court = { maxAge, moveSeconds }
          const { keep, since } = planRetention(view, keepRounds, court, () => undefined, now)
          for (const round of rounds) {
            const [masks = '', model = ''] = [round.masks, round.proposal?.model].map((one) =>
              cidOfContent(one?.content ?? '0x'),
            )
            expect(keep).to.include(model)
            // It can be asked about while not more than maxAge rounds have opened since, and the
            // answer may take a move from then on.
            const closing = rounds[round.round + maxAge]?.opened.timestamp
            const isAsked = closing === undefined || closing + moveSeconds >= now
            if (!isAsked && count - round.round > keepRounds) continue
            expect(keep).to.include(masks)
            expect(since).to.be.at.most(round.opened.timestamp)
          }
        },
      ),
    )
  })

  it('property: a view that forgot rounds keeps the same of an aggregator, and of others as long', () => {
    let forgotten = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 165, max: 300 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 700 }),
        (count, keepRounds, later, maxAge, moveSeconds) => {
          const { view } = viewOf(count)
          const now = 10 * count + later
          const court = { maxAge, moveSeconds }
          const whole = planRetention(view, keepRounds, court, () => undefined, now)
          for (const roles of [['aggregator'], ['trainer']] as const) {
            const recall = recallOf({ keepRounds, roles }, court, undefined)
            const short = forgetRounds(view, recall, now - later)
            forgotten += short.runs.get(1)?.past.length ?? 0
            const plan = planRetention(short, keepRounds, court, () => undefined, now)
            expect(plan.since).to.equal(whole.since)
            if (roles[0] === 'aggregator') expect(plan).to.deep.equal(whole)
          }
        },
      ),
      { numRuns: 20 },
    )
    expect(forgotten).to.be.above(10)
  })

  it('default: what is older and needed by nothing goes', () => {
    const { view, rounds } = viewOf(20)
    const { keep, since } = planRetention(view, 0, terms, () => undefined, 1e6)
    const kept = rounds.filter(({ masks }) => keep.includes(cidOfContent(masks?.content ?? '0x')))
    // The last, and the three that a court may be asked about beside it.
    expect(kept.map(({ round }) => round)).to.deep.equal([17, 18, 19, 20])
    expect(since).to.equal(170)
  })

  it('default: the artefacts of the run itself stay, as far as its configuration is here', () => {
    const { configuration } = played
    const now = 3e9
    const { keep } = planRetention(played.chain.view(), 0, terms, () => configuration, now)
    const { trainProgram, evaluateProgram, dataPolicy, genesisModel } = configuration
    const cids = [trainProgram, evaluateProgram, dataPolicy, genesisModel].map(({ cid }) => cid)
    expect(keep).to.include.members([run.configCid, ...cids])
  })
})

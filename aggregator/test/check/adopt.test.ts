import {
  type Artefact,
  addressBook,
  bundleRoot,
  cidOfContent,
  type Envelope,
  encodeBundle,
  openEnvelope,
  phases,
  publishArtefact,
  type RoundRequest,
  type RoundResponse,
  splitRevealArtefact,
  zeroHash,
} from '@vain/protocol'
import { checkedAggregation, drawCheck } from '@vain/testkit'
import { expect } from 'chai'
import { createStage, type Stage } from '../support/stage.ts'
import { trueModel } from '../support/trueModel.ts'

/** Seven members, of whom five stand in a committee; one of those may be anything. */
const checked = { members: 7, runSettings: { aggregation: checkedAggregation(1) } }

const unusable = 'a bundle of the check cannot be used'

describe('a check that another leader began', function () {
  this.timeout(60_000)
  let stage: Stage
  /** Who takes over. */
  let heir: number
  afterEach(() => stage.stop())

  beforeEach(async () => {
    stage = await createStage(checked)
    const first = stage.network.chain.leader(1) ?? 0
    heir = first === 7 ? 8 : 7
    const gone = stage.start(first)
    for (let index = 0; index < 7; index++) stage.mischief.set(index, { silent: ['sketch'] })
    await stage.until(() => stage.state() === 'masked')
    await stage.pass(8)
    await gone.stop()
    stage.mischief.clear()
    stage.lines.length = 0
  })

  const say = (index: number, request: Partial<RoundRequest> & { phase: number }) =>
    stage.network.members[index]?.answer({
      ...{ run: 1, round: 1, beacon: drawCheck(stage.round()) },
      ...request,
    }) as Promise<RoundResponse>

  /** What members say to whoever asks them. */
  async function ask(request: Partial<RoundRequest> & { phase: number }): Promise<Envelope[]> {
    const { chain, members } = stage.network
    const said: Envelope[] = []
    for (const { index } of members) {
      const response = await say(index, request)
      if (response.kind !== 'message') continue
      const opened = openEnvelope(chain.venue, response.envelope, addressBook(chain.view()))
      if (!('fault' in opened)) said.push(opened)
    }
    return said
  }

  const publish = (envelopes: readonly Envelope[]): Promise<Artefact> =>
    publishArtefact(
      stage.network.content,
      bundleRoot(envelopes.map(({ bytes }) => bytes)),
      encodeBundle(envelopes),
    )

  /** The bundles of an honest leader, and who stands in the committee. */
  async function check() {
    const sketches = await publish(await ask({ phase: phases.sketch }))
    const answers = await ask({ phase: phases.check, sketches })
    const places = answers.map(({ sender }) => sender)
    return { sketches, answers, places, checks: await publish(answers) }
  }

  /** Asked in general, a member says on which bundle its answers rest. */
  const rests =
    (phase: number, said: RoundResponse) =>
    (request: RoundRequest, honest: RoundResponse): RoundResponse =>
      request.phase === phase && request.beacon === undefined ? said : honest

  const modelOf = async (): Promise<string | undefined> =>
    (await stage.reach('certificate')).proposal?.model.content

  const refused = () =>
    stage.lines
      .filter(({ message }) => message === unusable)
      .map(({ artefact, reason }) => [artefact, reason])

  it('attack: a place that names a bundle of its own sketches alone ends no round', async () => {
    const { places } = await check()
    const [liar = 0] = places
    const own = (await ask({ phase: phases.sketch })).filter(({ sender }) => sender === liar)
    const sketches = await publish(own)
    stage.mischief.set(liar, { answer: rests(phases.check, { kind: 'sketched', sketches }) })
    stage.start(heir)
    expect(await modelOf()).to.equal(await trueModel([], checked))
    expect(refused()).to.deep.equal([['sketches', 'below-threshold']])
  })

  it('attack: a place that names a bundle which nobody has is believed once', async () => {
    const [liar = 0, ...others] = (await check()).places
    const nowhere = { root: zeroHash, content: zeroHash }
    const said: RoundResponse = { kind: 'sketched', sketches: nowhere }
    stage.mischief.set(liar, {
      answer: (request, honest) => (request.phase === phases.check ? said : honest),
    })
    let isLate = false
    const putsOff = ({ phase }: RoundRequest) => phase === phases.check && !isLate
    for (const index of others) stage.mischief.set(index, { putsOff })
    stage.start(heir)
    await stage.until(() => stage.hasSaid('published the sketches'))
    await stage.pass(8)
    isLate = true
    expect(await modelOf()).to.equal(await trueModel([], checked))
    expect(refused()).to.deep.equal([['sketches', 'missing']])
  })

  it('attack: who says what it revealed after is believed less than places that settled', async () => {
    const { sketches, answers, places, checks } = await check()
    const liar = [0, 1, 2, 3, 4, 5, 6].find((index) => !places.includes(index)) as number
    const other = await publish(answers.slice(1))
    // An honest leader was gone when two places had settled its check.
    for (const index of places) {
      stage.mischief.set(index, { answer: rests(phases.check, { kind: 'sketched', sketches }) })
      if (places.indexOf(index) < 2) await say(index, { phase: phases.settle, check: checks })
    }
    stage.mischief.set(liar, { answer: rests(phases.reveal, { kind: 'checked', check: other }) })
    stage.start(heir)
    expect(await modelOf()).to.equal(await trueModel([], checked))
    expect(stage.hasSaid('published the check')).to.equal(false)
  })

  it('behavior: learns while it collects that more have settled another check, and changes', async () => {
    const { answers, places } = await check()
    const other = await publish(answers.slice(1))
    for (const index of places) {
      if (index !== places[0]) await say(index, { phase: phases.settle, check: other })
      // Asked in general nobody tells: it begins with a check of its own.
      const putsOff = (request: RoundRequest) =>
        request.phase === phases.settle && request.check === undefined
      stage.mischief.set(index, { putsOff })
    }
    stage.start(heir)
    expect(await modelOf()).to.equal(await trueModel([], checked))
    expect(stage.hasSaid('published the check')).to.equal(true)
    const { content = zeroHash } = stage.round().proposal?.reveals ?? {}
    const limits = { maxBytes: 1 << 24, timeoutMs: 1_000 }
    const bytes = await stage.network.content.get(cidOfContent(content), limits)
    expect(splitRevealArtefact(bytes, 7)?.check?.checks).to.deep.equal(other)
  })
})

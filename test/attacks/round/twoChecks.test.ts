import {
  type Artefact,
  addressBook,
  bundleRoot,
  type CheckRefs,
  currentRound,
  type Envelope,
  encodeBundle,
  encodeRevealArtefact,
  type Fault,
  isFault,
  openEnvelope,
  phases,
  publishArtefact,
  type RoundRequest,
  type RoundResponse,
  type RoundView,
  type RunView,
  revealRoot,
  verifyRound,
  zeroAddress,
  zeroHash,
} from '@vain/protocol'
import {
  checkedAggregation,
  createSyntheticRun,
  drawCheck,
  type SyntheticNetwork,
} from '@vain/testkit'
import { expect } from 'chai'

/**
 * A leader and a member that deals one share wrong: with all five answers of the committee that member
 * is sound, with four of them it is at fault. So whose answers are shown decides about its group.
 * Source: docs/protocol §4.10.
 */
describe('a leader with two checks for one round', function () {
  this.timeout(100_000)
  const bad = 3
  let network: SyntheticNetwork
  let beacon: Uint8Array
  let answers: readonly Envelope[]
  let sketches: Artefact
  let all: Artefact
  let fewer: Artefact

  const round = (): RoundView =>
    currentRound(network.chain.view().runs.get(network.run) as RunView) as RoundView

  const say = (index: number, request: Partial<RoundRequest> & { phase: number }) =>
    network.members[index]?.answer({
      ...{ run: network.run, round: round().round, beacon },
      ...request,
    }) as Promise<RoundResponse>

  async function ask(
    request: Partial<RoundRequest> & { phase: number },
    from: readonly number[] = network.members.map(({ index }) => index),
  ): Promise<Envelope[]> {
    const said: Envelope[] = []
    for (const index of from) {
      const response = await say(index, request)
      if (response.kind !== 'message') continue
      const { venue } = network.chain
      const opened = openEnvelope(venue, response.envelope, addressBook(network.chain.view()))
      if (!('fault' in opened)) said.push(opened)
    }
    return said
  }

  function publish(envelopes: readonly Envelope[]): Promise<Artefact> {
    const ascending = envelopes.toSorted((a, b) => a.sender - b.sender)
    const root = bundleRoot(ascending.map(({ bytes }) => bytes))
    return publishArtefact(network.content, root, encodeBundle(ascending))
  }

  /** What a validator says of a proposal after a check that everyone revealed after. */
  async function faultOf(refs: CheckRefs): Promise<Fault | undefined> {
    const { settles, checks: check } = refs
    const reveals = await ask({ phase: phases.reveal, check, settles })
    const root = revealRoot(
      reveals.map(({ bytes }) => bytes),
      [],
      refs,
    )
    const none = { root: zeroHash, content: zeroHash }
    const proposal = {
      ...{
        at: round().opened,
        leader: zeroAddress,
        head: round().openHead,
        sum: none,
        model: none,
      },
      reveals: await publishArtefact(
        network.content,
        root,
        encodeRevealArtefact(reveals, [], refs),
      ),
    }
    const found = await verifyRound(
      { content: network.content, timeoutMs: 1_000 },
      {
        ...{ configHash: network.configHash, configuration: network.configuration },
        ...{ parent: network.genesisModel, view: network.chain.view() },
        round: { ...round(), proposal },
      },
    )
    return isFault(found) ? found : undefined
  }

  before(async () => {
    network = await createSyntheticRun([{ stopIn: 'masked' }], {
      members: 7,
      runSettings: { aggregation: checkedAggregation(1) },
      forge(body, index) {
        if (body.phase !== phases.sketch || index !== bad) return body
        const [first, ...others] = body.deals
        if (first === undefined) return body
        const sealed = first.sealed.map((byte, i) => (i === 0 ? byte ^ 1 : byte))
        return { ...body, deals: [{ ...first, sealed }, ...others] }
      },
    })
    network.chain.pass(10)
    beacon = drawCheck(round())
    sketches = await publish(await ask({ phase: phases.sketch }))
    answers = await ask({ phase: phases.check, sketches })
    expect(answers).to.have.length(5)
    all = await publish(answers)
    const isSpoilt = ({ body }: Envelope): boolean =>
      body.phase === phases.check && body.openings.every(({ of }) => of !== bad)
    const left = answers.find((one) => !isSpoilt(one))
    fewer = await publish(answers.filter((one) => one !== left))
  })

  it('attack: what it sees before it has chosen has no sum in it', () => {
    for (const { body } of answers) expect(body).to.have.keys(keysOfCheck)
  })

  it('attack: whichever places it shows which, only one of both is settled', async () => {
    const places = answers.map(({ sender }) => sender)
    // One place is its own and has two words; every honest one has one.
    const [own = 0, ...honest] = places
    const first = await ask({ phase: phases.settle, check: all }, honest.slice(0, 3))
    expect(first).to.have.length(3)
    for (const index of honest.slice(0, 3))
      expect(await say(index, { phase: phases.settle, check: fewer })).to.deep.equal({
        ...{ kind: 'checked', check: all },
      })
    const second = await ask({ phase: phases.settle, check: fewer }, honest.slice(3))
    const mine = await ask({ phase: phases.settle, check: all }, [own])
    const settles = await publish([...first, ...mine])
    const others = await publish(second)
    const sums = await publish(await ask({ phase: phases.sums, sketches, check: all, settles }))
    const of = (check: Artefact, by: Artefact) =>
      faultOf({ sketches, checks: check, settles: by, sums })
    expect(await of(fewer, settles)).to.include({ artefact: 'settles', reason: 'wrong-check' })
    expect(await of(fewer, others)).to.include({ artefact: 'settles', reason: 'below-threshold' })
    // The other one is judged as far as its sum, which nobody has made here.
    expect(await of(all, settles)).to.include({ artefact: 'sum' })
    const refs = { sketches, checks: all, settles, sums }
    const shorter = await publish((await ask({ phase: phases.sketch })).slice(1))
    expect(await faultOf({ ...refs, sketches: shorter })).to.include({
      ...{ artefact: 'checks', reason: 'wrong-sketches' },
    })
    const said = await ask({ phase: phases.sums, sketches, check: all, settles })
    const two = await publish(said.slice(0, 2))
    expect(await faultOf({ ...refs, sums: two })).to.include({
      ...{ artefact: 'sketch-sums', reason: 'undecided' },
    })
    const foreign = await ask({ phase: phases.sums, sketches, check: fewer, settles })
    expect(await faultOf({ ...refs, sums: await publish(foreign) })).to.include({
      ...{ artefact: 'sketch-sums', reason: 'wrong-check' },
    })
  })
})

const keysOfCheck = ['phase', 'run', 'round', 'ctx', 'sketches', 'openings']

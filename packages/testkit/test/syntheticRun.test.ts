import { fromText } from '@vain/base'
import {
  type Artefact,
  headRound,
  type LedgerEvent,
  phases,
  publishArtefact,
  type RoundRequest,
  type RunView,
} from '@vain/protocol'
import { expect } from 'chai'
import { createSyntheticNetwork, createSyntheticRun, playRound } from '../src/index.ts'

const kinds = (events: readonly LedgerEvent[]): string =>
  events
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'registered')
    .join(' ')

describe('createSyntheticRun', () => {
  it('default: plays rounds with dropped, vanished and aborted ones', async () => {
    const played = await createSyntheticRun([
      { silent: { mask: [1] } },
      { abortIn: 'masked' },
      { silent: { reveal: [2], attest: [0] } },
    ])
    expect(kinds(played.chain.events())).to.equal(
      'snapshotted run-created ' +
        'opened masked proposed certified finalized ' +
        'opened masked aborted ' +
        'opened masked proposed certified',
    )
    expect(played.models).to.have.length(3)
    const { cursor } = played.chain.view().runs.get(1)?.machine ?? {}
    expect(cursor).to.include({ round: 3, version: 2, threshold: 3 })
    const survivors = played.chain
      .view()
      .runs.get(1)
      ?.rounds.map((round) => round.survivors)
    expect(survivors).to.deep.equal([
      [0, 2, 3],
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ])
  })

  it('behavior: whoever forces its way in is in the sum, whatever bundle the leader makes', async () => {
    const forced = await createSyntheticRun([{ forced: [1] }])
    const round = forced.chain.view().runs.get(1)?.rounds[0]
    expect(round?.forced.map(({ index }) => index)).to.deep.equal([1])
    expect(round?.survivors).to.deep.equal([0, 1, 2, 3])
    expect(forced.chain.view().runs.get(1)?.forced).to.deep.equal([])
  })

  it('behavior: the same seed gives the same history', async () => {
    const [a, b] = [await createSyntheticRun([{}]), await createSyntheticRun([{}])]
    expect(a.chain.events()).to.deep.equal(b.chain.events())
  })

  it('error: the chain reverts like the contract', async () => {
    const { chain } = await createSyntheticNetwork()
    expect(() => chain.send(1, 0, { call: 'open' })).to.throw('NotLeader')
    chain.pause(30)
    expect(() => chain.send(1, chain.leader(1), { call: 'open' })).to.throw('StillPaused')
    chain.pass(30)
    chain.send(1, chain.leader(1), { call: 'open' })
    expect(() => chain.send(1, undefined, { call: 'abort', round: 1 })).to.throw('TooEarly')
  })
})

describe('createMember', () => {
  it('behavior: the same request gets the same bytes, also at once', async () => {
    const { chain, members, run } = await createSyntheticNetwork()
    const request: RoundRequest = { run, round: 1, phase: phases.advertise }
    expect(await members[0]?.answer(request)).to.include({ kind: 'refuse' })
    chain.send(run, chain.leader(run), { call: 'open' })
    const [a, b] = await Promise.all([members[0]?.answer(request), members[0]?.answer(request)])
    expect(a).to.include({ kind: 'message' }).and.deep.equal(b)
    const later = await members[0]?.answer({ ...request, phase: phases.share })
    expect(later).to.deep.equal({ kind: 'wait' })
  })
})

describe('createMember, asked to mask', () => {
  it('behavior: masks under the first bundles it is shown, and says which', async () => {
    const { content, chain, members, run } = await createSyntheticRun([{ stopIn: 'masked' }])
    const round = chain.view().runs.get(1)?.rounds[0]
    const [roster, share] = [round?.roster as Artefact, round?.share as Artefact]
    const request: RoundRequest = { run, round: 1, phase: phases.mask }
    expect(await members[2]?.answer(request)).to.deep.equal({ kind: 'bound', roster, share })
    const other = await publishArtefact(content, roster.root, fromText('another bundle'))
    expect(await members[2]?.answer({ ...request, roster, share })).to.include({ kind: 'message' })
    for (const asked of [
      { roster: other, share },
      { roster, share: other },
    ])
      expect(await members[2]?.answer({ ...request, ...asked })).to.include({ kind: 'bound' })
  })
})

describe('createSyntheticRun, with a court', () => {
  it('behavior: an overturned round takes its model with it, a rollback brings one back', async () => {
    const played = await createSyntheticRun([{}, {}])
    const { chain } = played
    const runView = () => chain.view().runs.get(1) as RunView
    const [first, second] = runView().rounds
    expect(second?.model).to.deep.equal(first?.proposal?.model)
    expect(runView().model).to.deep.equal(second?.proposal?.model)
    // The second certificate's dispute window is over.
    expect(() => chain.send(1, undefined, { call: 'dispute', round: 2, until: 0 })).to.throw()
    await playRound(played, played.models[2] as Float32Array, {})
    chain.send(1, undefined, { call: 'dispute', round: 3, until: chain.now() + 100 })
    expect(() => chain.send(1, chain.leader(1), { call: 'open' })).to.throw('TooEarly')
    chain.send(1, undefined, { call: 'settle', round: 3, stands: false })
    expect(runView().machine.cursor).to.include({ state: 'aborted', version: 3 })
    expect(runView().model).to.deep.equal(second?.proposal?.model)
    expect(runView().rounds[2]?.overturned).not.to.equal(undefined)
    expect(headRound(runView())?.round).to.equal(2)
    const model = first?.proposal?.model as Artefact
    chain.send(1, undefined, { call: 'rollback', version: 1, model })
    await playRound(played, played.models[1] as Float32Array, {})
    expect(runView().rounds[3]?.model).to.deep.equal(model)
  })
})

describe('createMember, asked for secrets', () => {
  it('behavior: says nothing before the set of survivors is final', async () => {
    const { chain, members, run } = await createSyntheticRun([{ stopIn: 'masked' }])
    for (const phase of [phases.reveal, phases.recover]) {
      const request: RoundRequest = { run, round: 1, phase, vanished: [] }
      expect(await members[0]?.answer(request)).to.deep.equal({ kind: 'wait' })
    }
    chain.pass(1)
    const reveal: RoundRequest = { run, round: 1, phase: phases.reveal }
    expect(await members[0]?.answer(reveal)).to.include({ kind: 'message' })
  })
})

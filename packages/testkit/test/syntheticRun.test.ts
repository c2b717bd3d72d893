import { fromText } from '@vain/base'
import { type LedgerEvent, phases, type RoundRequest } from '@vain/protocol'
import { expect } from 'chai'
import { createSyntheticNetwork, createSyntheticRun, memoryCid } from '../src/index.ts'

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
        'opened rostered shared masked revealed proposed certified finalized ' +
        'opened rostered shared masked aborted ' +
        'opened rostered shared masked revealed proposed certified',
    )
    expect(played.models).to.have.length(3)
    const { cursor } = played.chain.view().runs.get(1)?.machine ?? {}
    expect(cursor).to.include({ round: 3, version: 2, threshold: 3, survivors: 4 })
  })

  it('behavior: the same seed gives the same history', async () => {
    const [a, b] = [await createSyntheticRun([{}]), await createSyntheticRun([{}])]
    expect(a.chain.events()).to.deep.equal(b.chain.events())
  })

  it('error: the chain reverts like the contract', async () => {
    const { chain } = await createSyntheticNetwork()
    expect(() => chain.send(1, 0, { call: 'open' })).to.throw('NotLeader')
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

describe('memoryCid', () => {
  it('vector: the CID that IPFS gives to a small file', () => {
    // `echo -n hello | ipfs add --cid-version 1 --only-hash`
    expect(memoryCid(fromText('hello'))).to.equal(
      'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq',
    )
  })
})

import { Secret, toHex } from '@vain/base'
import { addressOf } from '@vain/crypto'
import { expect } from 'chai'
import {
  agreePairs,
  bundleRoot,
  checkMask,
  checkShare,
  createLedgerView,
  encodeBundle,
  type Mask,
  maskedEdges,
  type Operator,
  type RoundView,
  readMasks,
  recover,
  reveal,
  type Share,
  shareKinds,
  signEnvelope,
  zeroHash,
} from '../../src/index.ts'
import { createGroup, dealAll, secretsOf, seededRandom, survivorsIn, venue } from './smallGroup.ts'

const members = [0, 1, 2, 3, 4, 5]
const plan = { kind: 'groups', count: 2, size: 3, thresholds: [2, 2] } as const

describe('who stands with too few', () => {
  const group = createGroup(members, 2, 'too few', { plan })
  const shares = dealAll(group, members)
  const [mine, theirs] = group.frame.topology.groups as [number[], number[]]
  const [alone, ...gone] = mine as [number, number, number]
  const sets = survivorsIn(group, shares, members, [alone, ...theirs].sort())

  it('error: reveals nothing', () => {
    const show = (index: number) => () =>
      reveal(group.frame, shares, sets, index, secretsOf(group, index))
    expect(show(alone)).to.throw().with.property('code', 'protocol/bad-survivors')
    expect(show(theirs[0] as number)).not.to.throw()
  })

  it('error: gets nobody to give shares of its self seed', () => {
    const given = (index: number) =>
      recover(group.frame, shares, sets, index, secretsOf(group, index), sets.u2).shares
    for (const index of gone) {
      const kinds = given(index).map(({ of, kind }) => [of, kind])
      expect(kinds).to.deep.equal([[gone.find((one) => one !== index), shareKinds.mask]])
    }
    const [first, ...others] = theirs as [number, number, number]
    expect(given(first).map(({ of, kind }) => [of, kind])).to.deep.equal(
      others.map((of) => [of, shareKinds.self]),
    )
  })
})

describe('checkShare', () => {
  const group = createGroup([1, 2, 3], 2, 'deals')
  const body = dealAll(group, [2]).get(2) as Share
  const check = (to: number, change: Partial<Share['deals'][number]>): string | undefined =>
    checkShare(group.frame, 2, {
      ...body,
      deals: body.deals.map((deal) => (deal.to === to ? { ...deal, ...change } : deal)),
    })

  it('default: pads and edges go upwards only', () => {
    expect(check(1, {})).to.equal(undefined)
    const [some, none] = [new Uint8Array(32), new Uint8Array()]
    for (const name of ['pad', 'edge']) {
      expect(check(3, { [name]: none })).to.equal('wrong-deals')
      expect(check(1, { [name]: some })).to.equal('wrong-deals')
    }
  })

  it('error: deals to others than the neighbours', () => {
    expect(check(1, { to: 0 })).to.equal('wrong-deals')
    const { deals } = body
    expect(checkShare(group.frame, 2, { ...body, deals: deals.slice(1) })).to.equal('wrong-deals')
    const grouped = createGroup(members, 2, 'too few', { plan })
    const whole = dealAll(createGroup(members, 2, 'too few'), [0]).get(0) as Share
    expect(checkShare(grouped.frame, 0, { ...whole, ctx: grouped.frame.ctx })).to.equal(
      'wrong-deals',
    )
  })
})

describe('mask messages', () => {
  const all = [0, 1, 2, 3]
  const group = createGroup(all, 3, 'peers')
  const shares = dealAll(group, all)
  const { frame } = group
  const none = new Uint8Array(32)
  const bodyOf = (index: number, peers: readonly number[]): Mask => ({
    ...{ phase: 3, run: frame.run, round: frame.round, ctx: frame.maskCtx },
    ...{ length: 9, root: none, content: none },
    ...maskedEdges(shares, index, peers),
  })
  const check = (index: number, peers: readonly number[]): string | undefined =>
    checkMask(frame, shares, 9, index, bodyOf(index, peers))

  it('default: a member may leave out peers below it, and none above', () => {
    expect(check(2, [0, 1, 3])).to.equal(undefined)
    expect(check(2, [1, 3])).to.equal(undefined)
    expect(check(2, [0, 1])).to.equal('wrong-edges')
    expect(check(0, [1, 2])).to.equal('wrong-edges')
  })

  it('error: too few peers, strangers, oneself, and edges of others', () => {
    expect(check(3, [2])).to.equal('wrong-edges')
    expect(check(2, [0, 1, 3, 9])).to.equal('wrong-edges')
    expect(check(2, [0, 1, 2, 3])).to.equal('wrong-edges')
    const edges = bodyOf(2, [0, 3]).edges
    expect(checkMask(frame, shares, 9, 2, { ...bodyOf(2, [0, 1, 3]), edges })).to.equal(
      'wrong-edges',
    )
    expect(checkMask(frame, shares, 8, 2, bodyOf(2, [0, 1, 3]))).to.equal('wrong-length')
  })

  /** What `readMasks` says of a bundle in which everyone names these peers. */
  async function read(peersOf: (index: number) => readonly number[]) {
    const keys = all.map((index) => new Secret(seededRandom(`staking ${index}`)(32)))
    const operators = new Map(
      all.map((index) => {
        const address = toHex(addressOf(keys[index] as Secret<Uint8Array>))
        return [index, { index, address } as Operator]
      }),
    )
    const envelopes = all.map((index) =>
      signEnvelope(venue, index, bodyOf(index, peersOf(index)), keys[index] as Secret<Uint8Array>),
    )
    const root = bundleRoot(envelopes.map(({ bytes }) => bytes))
    const round = {
      ...{ run: frame.run, round: frame.round, members: all, survivors: all },
      masks: { root, content: zeroHash },
    } as unknown as RoundView
    const from = { content: { get: async () => encodeBundle(envelopes) }, timeoutMs: 1 }
    return readMasks(from, { ...createLedgerView(venue), operators }, round, frame, shares, 9)
  }

  it('default: a bundle in which all name each other', async () => {
    const masks = await read((index) => [
      ...agreePairs(frame, shares, index, secretsOf(group, index)).keys(),
    ])
    expect(masks).to.have.property('size', 4)
  })

  it('error: a bundle in which one names another that does not name it', async () => {
    const peersOf = (index: number) => all.filter((peer) => peer !== index)
    const fault = await read((index) => (index === 3 ? [1, 2] : peersOf(index)))
    expect(fault).to.include({ artefact: 'masks', reason: 'asymmetric-edges', sender: 0 })
  })
})

import { Secret, toHex } from '@vain/base'
import { addressOf } from '@vain/crypto'
import { expect } from 'chai'
import {
  agreePairs,
  bundleRoot,
  canStand,
  checkMask,
  checkRecover,
  checkShare,
  createLedgerView,
  encodeBundle,
  type Mask,
  maskedEdges,
  type Operator,
  openDeal,
  openHolderKeys,
  type RoundView,
  readMasks,
  recover,
  reveal,
  type Share,
  shareKinds,
  signEnvelope,
  zeroHash,
} from '../../src/index.ts'
import {
  createGroup,
  dealAll,
  type Group,
  secretsOf,
  seededRandom,
  survivorsIn,
  venue,
} from './smallGroup.ts'

const members = [0, 1, 2, 3, 4, 5]
const plan = { kind: 'groups', count: 2, size: 3, thresholds: [2, 2] } as const

describe('a sum in which somebody stands with too few', () => {
  const group = createGroup(members, 2, 'too few', { plan })
  const shares = dealAll(group, members)
  const [mine, theirs] = group.frame.topology.groups as [number[], number[]]
  const sets = survivorsIn(group, shares, members, [mine[0] as number, ...theirs].sort())

  it('error: nobody of any group reveals anything or gives a share', () => {
    for (const index of sets.u2)
      expect(() => reveal(group.frame, shares, sets, index, secretsOf(group, index)))
        .to.throw()
        .with.property('code', 'protocol/bad-survivors')
    for (const index of members)
      expect(() => recover(group.frame, shares, sets, index, secretsOf(group, index), sets.u2))
        .to.throw()
        .with.property('code', 'protocol/bad-survivors')
  })

  it('error: who is not in the sum reveals nothing', () => {
    const rest = survivorsIn(group, shares, members, theirs)
    const show = (index: number) => () =>
      reveal(group.frame, shares, rest, index, secretsOf(group, index))
    expect(show(theirs[0] as number)).not.to.throw()
    expect(show(mine[0] as number))
      .to.throw()
      .with.property('code', 'protocol/bad-survivors')
  })
})

describe('a sum that leaves a side of a graph bare', () => {
  const indices = Array.from({ length: 13 }, (_, i) => i)
  const graph = { kind: 'graph', degree: 8, threshold: 2, sideThreshold: 2 } as const
  const group = createGroup(indices, 6, 'side', { plan: graph })
  const shares = dealAll(group, indices)
  const [own, ...near] = [0, ...group.frame.topology.neighboursOf(0)] as [number, ...number[]]
  const trios = near.flatMap((a, i) =>
    near.slice(i + 1).flatMap((b, j) => near.slice(i + j + 2).map((c) => [a, b, c])),
  )
  const [held, bare] = [true, false].map((isHeld) => {
    const sums = trios.map((out) => indices.filter((index) => !out.includes(index)))
    return sums.find((u2) => group.frame.topology.holds(new Set(u2)) === isHeld)
  }) as [number[], number[]]
  const show = (u2: number[]) => () =>
    reveal(group.frame, shares, survivorsIn(group, shares, indices, u2), own, secretsOf(group, own))

  it('error: nobody reveals anything, though each stands with enough', () => {
    expect(show(held)).not.to.throw()
    expect(show(bare)).to.throw().with.property('code', 'protocol/bad-survivors')
  })
})

describe('mask seeds of the dropped', () => {
  const indices = Array.from({ length: 13 }, (_, i) => i)
  /** What is given of the mask seeds by all who dealt, if these are in the sum. */
  function given(group: Group, u2: readonly number[]): readonly number[] {
    const shares = dealAll(group, indices)
    const sets = survivorsIn(group, shares, indices, u2)
    const owners = new Set<number>()
    for (const index of indices) {
      const own = secretsOf(group, index)
      const body = recover(group.frame, shares, sets, index, own, u2)
      expect(checkRecover(group.frame, shares, sets, index, body)).to.equal(undefined)
      for (const { of, kind } of body.shares) if (kind === shareKinds.mask) owners.add(of)
      // Whoever gives one all the same is refused.
      const keys = openHolderKeys(group.frame.start, own)
      for (const of of group.frame.topology.neighboursOf(index)) {
        if (u2.includes(of) || body.shares.some((share) => share.of === of)) continue
        const { mask: share } = openDeal(group.frame, shares, index, keys, of) ?? expect.fail()
        const more = { ...body, shares: [{ of, kind: shareKinds.mask, share }] }
        expect(checkRecover(group.frame, shares, sets, index, more)).to.equal('wrong-kind')
      }
    }
    return [...owners].sort((a, b) => a - b)
  }

  it('behavior: a group that is lost keeps all of them, so that its seals outlast X25519', () => {
    const groups = { kind: 'groups', count: 3, size: 4, thresholds: [3, 4] } as const
    const group = createGroup(indices, 6, 'lost', { plan: groups })
    const [kept, lost] = group.frame.topology.groups.slice(1) as [number[], number[]]
    const out = [...lost, kept[0] as number]
    const u2 = indices.filter((index) => !out.includes(index))
    expect(given(group, u2)).to.deep.equal([kept[0]])
  })

  it('behavior: in a graph, so do all around one that lost too many neighbours', () => {
    const graph = { kind: 'graph', degree: 8, threshold: 4, sideThreshold: 1 } as const
    const group = createGroup(indices, 6, 'bare', { plan: graph })
    const { neighboursOf } = group.frame.topology
    const bare = 4
    const near = neighboursOf(bare)
    // With two of its eight left it keeps one too few; there is a pair with which all others stand.
    const pairs = near.flatMap((a, i) => near.slice(i + 1).map((b) => [a, b]))
    const sums = pairs.map((pair) =>
      indices.filter((index) => pair.includes(index) || ![bare, ...near].includes(index)),
    )
    const u2 = sums.find((left) => canStand(group.frame, left)) ?? expect.fail()
    expect(given(group, u2)).to.deep.equal([])
    const [first] = neighboursOf(bare)
    expect(
      given(
        group,
        indices.filter((i) => i !== bare && i !== first),
      ),
    ).to.have.length(2)
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

  /** What `readMasks` says of a bundle in which everyone in the sum names these peers. */
  async function read(
    peersOf: (index: number) => readonly number[],
    survivors: readonly number[] = all,
  ) {
    const keys = all.map((index) => new Secret(seededRandom(`staking ${index}`)(32)))
    const operators = new Map(
      all.map((index) => {
        const address = toHex(addressOf(keys[index] as Secret<Uint8Array>))
        return [index, { index, address } as Operator]
      }),
    )
    const envelopes = survivors.map((index) =>
      signEnvelope(venue, index, bodyOf(index, peersOf(index)), keys[index] as Secret<Uint8Array>),
    )
    const root = bundleRoot(envelopes.map(({ bytes }) => bytes))
    const round = {
      ...{ run: frame.run, round: frame.round, members: all, survivors },
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

  it('error: a bundle of so few that they cannot stand', async () => {
    const peersOf = (index: number) => all.filter((peer) => peer !== index)
    expect(await read(peersOf, [0, 1, 2])).to.have.property('size', 3)
    expect(await read(peersOf, [0, 1])).to.include({ artefact: 'masks', reason: 'below-threshold' })
  })

  it('error: a bundle in which one names another that does not name it', async () => {
    const peersOf = (index: number) => all.filter((peer) => peer !== index)
    const fault = await read((index) => (index === 3 ? [1, 2] : peersOf(index)))
    expect(fault).to.include({ artefact: 'masks', reason: 'asymmetric-edges', sender: 0 })
  })
})

import { merkleRoot } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  agreePairs,
  candidateEdges,
  checkRecover,
  checkReveal,
  maskedEdges,
  openDeal,
  openHolderKeys,
  recover,
  reveal,
  shareKinds,
  thresholdOf,
} from '../../src/index.ts'
import {
  createGroup,
  dealAll,
  maskAll,
  openSum,
  plainSum,
  secretsOf,
  survivorsIn,
} from './smallGroup.ts'

const words = (seed: number, length: number): Uint32Array =>
  Uint32Array.from({ length }, (_, i) => Math.imul(seed * 7919 + i, 2654435761) >>> 0)

const updatesOf = (indices: readonly number[], length = 70): Map<number, Uint32Array> =>
  new Map(indices.map((index) => [index, words(index + 1, length)]))

describe('masked sum', () => {
  it('behavior: equals the sum of the survivors, whoever drops and whoever vanishes', () => {
    const scenario = fc
      .uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 4, maxLength: 7 })
      .chain((members) => {
        const t = thresholdOf(members.length, 1_000)
        const spare = members.length - t
        return fc.record({
          members: fc.constant(members.sort((a, b) => a - b)),
          noShare: fc.integer({ min: 0, max: spare }),
          dropped: fc.integer({ min: 0, max: spare }),
          vanished: fc.integer({ min: 0, max: spare }),
          seed: fc.string({ maxLength: 8 }),
        })
      })
    fc.assert(
      fc.property(scenario, ({ members, noShare, dropped, vanished, seed }) => {
        const threshold = thresholdOf(members.length, 1_000)
        const u1 = members.slice(Math.min(noShare, members.length - threshold))
        const u2 = u1.slice(0, Math.max(threshold, u1.length - dropped))
        const silent = u2.slice(0, vanished)
        const group = createGroup(members, threshold, seed)
        const shares = dealAll(group, u1)
        const updates = updatesOf(u2)
        const masked = maskAll(group, shares, updates)
        const sum = openSum(group, shares, { u1, u2 }, masked, silent)
        const helpers = u2.length - silent.length
        if (silent.length > 0 && helpers < threshold)
          expect(sum).to.have.property('kind', 'missing')
        else expect(sum).to.deep.equal(plainSum(updates.values()))
      }),
      { numRuns: 25, seed: 7 },
    )
  })

  it('behavior: a roster as small as the threshold opens its sum, if nobody vanishes', () => {
    const members = [0, 1, 2]
    const group = createGroup(members, 3, 'smallest')
    const shares = dealAll(group, members)
    const updates = updatesOf(members)
    const masked = maskAll(group, shares, updates)
    const survivors = { u1: members, u2: members }
    expect(openSum(group, shares, survivors, masked)).to.deep.equal(plainSum(updates.values()))
    expect(openSum(group, shares, survivors, masked, [1])).to.have.property('kind', 'missing')
  })

  it('behavior: wraps at 2³¹ as two’s complement does', () => {
    const members = [0, 1, 2, 3]
    const group = createGroup(members, 3, 'wrap')
    const shares = dealAll(group, members)
    const updates = new Map(
      members.map((index) => [index, Uint32Array.of(0x7fff_ffff, 0xffff_ffff)]),
    )
    const masked = maskAll(group, shares, updates)
    expect(openSum(group, shares, { u1: members, u2: members }, masked)).to.deep.equal(
      Int32Array.of(-4, -4),
    )
  })

  it('behavior: a masked vector looks nothing like its update', () => {
    const group = createGroup([0, 1, 2, 3], 3, 'hidden')
    const shares = dealAll(group, [0, 1, 2, 3])
    const zero = maskAll(group, shares, new Map([[2, new Uint32Array(512)]])).get(2)
    const ones = zero?.reduce((bits, word) => bits + word.toString(2).replaceAll('0', '').length, 0)
    expect((ones ?? 0) / (512 * 32)).to.be.closeTo(0.5, 0.03)
  })

  it('behavior: members shown different models derive masks that do not cancel', () => {
    const members = [0, 1, 2, 3]
    const honest = createGroup(members, 3, 'two models')
    const other = createGroup(members, 3, 'two models', { modelRoot: `0x${'55'.repeat(32)}` })
    const shares = dealAll(honest, members)
    const updates = updatesOf(members)
    const masked = maskAll(honest, shares, updates)
    const split = { ...other, secrets: honest.secrets }
    const sharesOfOther = dealAll(split, members)
    masked.set(3, maskAll(split, sharesOfOther, new Map([[3, words(4, 70)]])).get(3) as Uint32Array)
    const sum = openSum(honest, shares, { u1: members, u2: members }, masked)
    expect(sum).not.to.deep.equal(plainSum(updates.values()))
  })

  it('error: an edge that its ciphertext does not give carries no mask', () => {
    const members = [0, 1, 2, 3, 4]
    const group = createGroup(members, 4, 'void edge')
    const shares = dealAll(group, members)
    const forged = shares.get(1)
    if (forged === undefined) throw new Error('no share message')
    forged.deals = forged.deals.map((deal) =>
      deal.to === 4 ? { ...deal, edge: new Uint8Array(32).fill(9) } : deal,
    )
    const peersOf = (index: number) => [
      ...agreePairs(group.frame, shares, index, secretsOf(group, index)).keys(),
    ]
    expect(peersOf(4)).to.deep.equal([0, 2, 3])
    expect(peersOf(0)).to.deep.equal([1, 2, 3, 4])
  })

  it('error: too few valid edges, and nothing is masked', () => {
    const members = [0, 1, 2, 3]
    const group = createGroup(members, 3, 'few edges')
    const shares = dealAll(group, [0, 1])
    expect(() => maskAll(group, shares, updatesOf([0])))
      .to.throw()
      .with.property('code', 'protocol/too-few-edges')
  })
})

describe('reveals', () => {
  const members = [3, 5, 8, 13, 21]
  const group = createGroup(members, 3, 'reveals')
  const shares = dealAll(group, members)
  const survivors = survivorsIn(group, shares, members, [3, 5, 8, 13])
  const own = secretsOf(group, 5)
  const good = reveal(group.frame, shares, survivors, 5, own)

  it('default: fit their commitments', () => {
    expect(checkReveal(group.frame, shares, survivors, 5, good)).to.equal(undefined)
    expect(good.edges.map((edge) => edge.to)).to.deep.equal([21])
  })

  it('error: forged seeds, missing edges, strangers and other contexts are named', () => {
    const zero = new Uint8Array(32)
    const check = (body: typeof good, sender = 5): string | undefined =>
      checkReveal(group.frame, shares, survivors, sender, body)
    expect(check({ ...good, self: zero })).to.equal('self-seed-mismatch')
    expect(check({ ...good, edges: [] })).to.equal('edges-incomplete')
    expect(check({ ...good, edges: [{ to: 21, seed: zero }] })).to.equal('pair-seed-mismatch')
    expect(check({ ...good, ctx: zero })).to.equal('wrong-context')
    expect(check(good, 21)).to.equal('not-a-survivor')
    expect(check(good, 8)).to.equal('self-seed-mismatch')
  })

  it('behavior: of one peer the self share or the mask share comes out, never both', () => {
    const body = recover(group.frame, shares, survivors, 5, own, [3, 13])
    expect(body.shares.map(({ of, kind }) => [of, kind])).to.deep.equal([
      [3, shareKinds.self],
      [13, shareKinds.self],
      [21, shareKinds.mask],
    ])
    const pushed = recover(group.frame, shares, survivors, 5, own, [21])
    expect(pushed.shares.map(({ of, kind }) => [of, kind])).to.deep.equal([[21, shareKinds.mask]])
    expect(checkRecover(group.frame, shares, survivors, 5, body)).to.equal(undefined)
  })

  it('error: survivors that are no set of the round get nothing, of anyone', () => {
    for (const bad of [
      { u1: members, u2: [3, 1_000, 1_001] },
      { u1: [3, 5, 8], u2: [3, 5, 13] },
      { u1: members, u2: [3, 5] },
      { u1: members, u2: [3, 3, 3, 3] },
      { u1: [...members, 1_000], u2: [3, 5, 8] },
    ]) {
      const sets = { ...bad, peers: survivors.peers }
      expect(() => recover(group.frame, shares, sets, 5, own, [3]))
        .to.throw()
        .with.property('code', 'protocol/bad-survivors')
      expect(() => reveal(group.frame, shares, sets, 5, own))
        .to.throw()
        .with.property('code', 'protocol/bad-survivors')
    }
  })

  it('error: a dealer whose keys are of small order costs its own shares only', () => {
    const roster = new Map(group.frame.roster)
    const dealer = roster.get(21)
    if (dealer === undefined) throw new Error('no dealer')
    roster.set(21, { ...dealer, sealKey: new Uint8Array(32), maskKey: new Uint8Array(32) })
    const frame = { ...group.frame, roster }
    const body = recover(frame, shares, survivors, 5, own, [3])
    expect(body.shares.map(({ of }) => of)).to.deep.equal([3])
  })

  it('error: a bad share and a share of the wrong kind are named', () => {
    const body = recover(group.frame, shares, survivors, 5, own, [3])
    const [first] = body.shares
    if (first === undefined) throw new Error('no share')
    const check = (share: typeof first): string | undefined =>
      checkRecover(group.frame, shares, survivors, 5, { ...body, shares: [share] })
    expect(check({ ...first, share: new Uint8Array(32) })).to.equal('share-mismatch')
    expect(check({ ...first, kind: shareKinds.mask })).to.equal('wrong-kind')
  })

  it('error: a deal sealed for another or altered does not open', () => {
    const keysOf = (holder: number) => openHolderKeys(group.frame.start, secretsOf(group, holder))
    const mine = openDeal(group.frame, shares, 5, keysOf(5), 3)
    expect(mine?.self.length).to.equal(32)
    expect(openDeal(group.frame, shares, 5, keysOf(8), 3)).to.equal(undefined)
    const dealer = shares.get(3)
    const altered = new Map(shares).set(3, {
      ...(dealer as NonNullable<typeof dealer>),
      deals: (dealer?.deals ?? []).map((deal) => ({
        ...deal,
        sealed: deal.sealed.map((b) => b ^ 1),
      })),
    })
    expect(openDeal(group.frame, altered, 5, keysOf(5), 3)).to.equal(undefined)
  })
})

describe('maskedEdges', () => {
  const members = [0, 1, 2, 9]
  const group = createGroup(members, 3, 'edges')
  const shares = dealAll(group, members)

  it('vector: a Merkle root over index and edge of every peer with a valid edge', () => {
    const leaves = [1, 2, 9].map((peer) => {
      const edge = shares.get(0)?.deals.find(({ to }) => to === peer)?.edge ?? new Uint8Array()
      return Uint8Array.of(0, peer, ...edge)
    })
    expect(maskedEdges(shares, 0, [1, 2, 9])).to.deep.equal({
      peers: Uint8Array.of(0b110, 0b10),
      edges: merkleRoot(leaves),
    })
  })

  it('behavior: both ends name the same edge, and none is nothing but zeros', () => {
    expect(maskedEdges(new Map(), 0, [])).to.deep.equal({
      peers: new Uint8Array(),
      edges: new Uint8Array(32),
    })
    const without = new Map(shares)
    without.delete(9)
    expect(candidateEdges(group.frame, without, 0)).to.deep.equal([1, 2])
  })
})

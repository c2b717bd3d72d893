import { fromText, toHex } from '@vain/base'
import { type Lanes, sha256 } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { agreePairs, type Share, type TopologyPlan } from '../../src/index.ts'
import { type Loss, type Played, playRound, sumOf } from './playRound.ts'
import { createGroup, type Group, secretsOf, seededRandom } from './smallGroup.ts'

const plans: readonly (readonly [name: string, members: number, plan: TopologyPlan])[] = [
  ['whole', 6, { kind: 'whole', threshold: 4 }],
  ['graph', 13, { kind: 'graph', degree: 6, threshold: 5, sideThreshold: 1 }],
  ['groups', 13, { kind: 'groups', count: 3, size: 4, thresholds: [3, 4] }],
  ['singles', 4, { kind: 'singles' }],
]

const words = 40
const indicesOf = (count: number): number[] => Array.from({ length: count }, (_, i) => 5 * i + 2)

const updatesOf = (indices: readonly number[], seed: string): Map<number, Uint32Array> => {
  const random = seededRandom(`updates ${seed}`)
  return new Map(indices.map((index) => [index, new Uint32Array(random(4 * words).slice().buffer)]))
}

const groupOf = ([, count, plan]: (typeof plans)[number], seed: string): Group =>
  createGroup(indicesOf(count), Math.floor(count / 2), seed, { plan })

/** Every opened group holds the exact sum of its survivors, and enough of them. */
function expectExact(
  group: Group,
  updates: ReadonlyMap<number, Uint32Array>,
  lanes: Lanes,
  { sums, survivors }: Played,
): void {
  const { topology } = group.frame
  for (const [number, { members, sum }] of sums) {
    expect(members).to.deep.equal(topology.groups[number]?.filter((i) => survivors.u2.includes(i)))
    expect(members.length).to.be.at.least(Math.min(...members.map(topology.thresholdOf)))
    const truth = sumOf(
      members.map((index) => updates.get(index) as Uint32Array),
      lanes,
    )
    expect(sum).to.deep.equal(truth)
  }
}

describe('a round with losses', () => {
  for (const entry of plans)
    for (const lanes of [16, 32] as const)
      it(`behavior: exact sums or none, ${entry[0]}, lanes of ${lanes} bits`, () => {
        const indices = indicesOf(entry[1])
        const loss = fc.oneof(
          { weight: 4, arbitrary: fc.constant(null) },
          {
            weight: 1,
            arbitrary: fc.constantFrom<Loss>('advertise', 'share', 'mask', 'reveal', 'recover'),
          },
        )
        const losing = fc.tuple(...indices.map(() => loss))
        let opened = 0
        fc.assert(
          fc.property(losing, fc.nat(999), (lost, seed) => {
            const losses = new Map(
              lost.flatMap((one, i) =>
                one === null ? [] : [[indices[i] as number, one] as const],
              ),
            )
            const group = groupOf(entry, `losses ${seed}`)
            const updates = updatesOf(indices, `${seed}`)
            const played = playRound(group, { lanes, losses, updates })
            if (played === undefined) return
            opened += played.sums.size
            expectExact(group, updates, lanes, played)
            const isMasked = group.frame.topology.plan.kind !== 'singles'
            expect(played.isEnough).to.equal(
              isMasked ? played.missing.length === 0 : played.sums.size >= group.frame.threshold,
            )
            // Whoever reveals opens its own group, if all of it do.
            for (const of of played.missing) {
              const number = group.frame.topology.groupOf(of)
              const peers = played.survivors.u2.filter(
                (index) => group.frame.topology.groupOf(index) === number,
              )
              expect(peers.some((index) => losses.has(index))).to.equal(true)
            }
          }),
          { numRuns: 25, seed: 11 },
        )
        // The property is not empty: many groups were opened.
        expect(opened).to.be.at.least(10)
      })

  it('behavior: a group that cannot be opened keeps the round without a result', () => {
    const group = groupOf(plans[2] as (typeof plans)[number], 'closed')
    const [first = []] = group.frame.topology.groups
    const updates = updatesOf(indicesOf(13), 'closed')
    const losses = new Map(first.map((index): [number, Loss] => [index, 'reveal']))
    const gone = new Map([...losses].map(([index]): [number, Loss] => [index, 'recover']))
    const helped = playRound(group, { lanes: 32, losses, updates })
    expect([...(helped?.sums.keys() ?? [])]).to.deep.equal([0, 1, 2])
    expect(helped?.isEnough).to.equal(true)
    const played = playRound(group, { lanes: 32, losses: gone, updates })
    expect([...(played?.sums.keys() ?? [])]).to.deep.equal([1, 2])
    expect(first).to.include(played?.missing[0])
    expect(played?.isEnough).to.equal(false)
  })

  it('behavior: a group too small to hide anybody is not in the sums at all', () => {
    const group = groupOf(plans[2] as (typeof plans)[number], 'small')
    const [first = []] = group.frame.topology.groups
    const losses = new Map(first.slice(1).map((index): [number, Loss] => [index, 'mask']))
    const updates = updatesOf(indicesOf(13), 'small')
    const played = playRound(group, { lanes: 32, losses, updates })
    expect(played?.survivors.u2).not.to.include(first[0])
    expect([...(played?.sums.keys() ?? [])]).to.deep.equal([1, 2])
    expect(played?.isEnough).to.equal(true)
  })
})

describe('a dealer that cheats', () => {
  const entry = plans[0] as (typeof plans)[number]
  const indices = indicesOf(6)
  const updates = updatesOf(indices, 'cheats')
  const [low, high] = [indices[1] as number, indices[4] as number]

  const bending =
    (
      change: (deal: Share['deals'][number]) => Partial<Share['deals'][number]>,
      from = low,
      to = high,
    ) =>
    (shares: Map<number, Share>): void => {
      const body = shares.get(from) as Share
      const deals = body.deals.map((deal) => (deal.to === to ? { ...deal, ...change(deal) } : deal))
      shares.set(from, { ...body, deals })
    }
  const play = (
    bend: (shares: Map<number, Share>) => void,
    losses: [number, Loss][] = [],
    isConsistent = false,
  ) => {
    const group = groupOf(entry, 'cheats')
    const script = { lanes: 32, losses: new Map(losses), updates, bend, isConsistent } as const
    const played = playRound(group, script)
    if (played !== undefined) expectExact(group, updates, 32, played)
    return played
  }
  const flip = (bytes: Uint8Array): Uint8Array =>
    bytes.map((byte, i) => (i === 7 ? byte ^ 1 : byte))

  for (const [name, change] of [
    ['ciphertext', (deal) => ({ ciphertext: flip(deal.ciphertext) })],
    ['edge', (deal) => ({ edge: flip(deal.edge) })],
  ] as const satisfies readonly (readonly [
    string,
    (deal: Share['deals'][number]) => Partial<Share['deals'][number]>,
  ])[])
    it(`a bad ${name}: the other end says so, both are left out, the sum is exact`, () => {
      const played = play(bending(change))
      expect(played?.survivors.u2).to.deep.equal(indices.filter((i) => i !== low && i !== high))
      expect(played?.sums.size).to.equal(1)
    })

  it('bad ciphertexts to many: the dealer goes, and the first who says so', () => {
    const played = play((shares) => {
      for (const to of indices.slice(2))
        bending((deal) => ({ ciphertext: flip(deal.ciphertext) }), low, to)(shares)
    })
    const [first] = indices.slice(2)
    expect(played?.survivors.u2).to.deep.equal(indices.filter((i) => i !== low && i !== first))
  })

  it('an edge of zeros: there is no mask, both stay', () => {
    const played = play(
      bending(() => ({ edge: new Uint8Array(32) })),
      [],
      true,
    )
    expect(played?.survivors.u2).to.deep.equal(indices)
    expect(played?.survivors.peers.get(high)).not.to.include(low)
    expect(played?.survivors.peers.get(low)).not.to.include(high)
    expect(played?.sums.size).to.equal(1)
  })

  it('a bad pad: it does no harm until both are gone', () => {
    const bend = bending((deal) => ({ pad: flip(deal.pad) }))
    expect(play(bend)?.survivors.u2).to.deep.equal(indices)
    expect(play(bend, [[low, 'mask']])?.sums.size).to.equal(1)
    expect(play(bend, [[high, 'reveal']])?.sums.size).to.equal(1)
    const both = play(bend, [
      [low, 'mask'],
      [high, 'reveal'],
    ])
    expect(both?.missing).to.deep.equal([low])
    expect(both?.sums.size).to.equal(0)
  })

  it('bad sealed shares: they stand in for nobody, and tell nothing wrong', () => {
    const bend = bending((deal) => ({ sealed: flip(deal.sealed) }))
    expect(play(bend, [[low, 'reveal']])?.sums.size).to.equal(1)
  })

  for (const [name, change] of [
    ['kemKey', { kemKey: new Uint8Array(1_184).fill(0xff) }],
    ['maskKey of small order', { maskKey: new Uint8Array(32) }],
    ['sealKey of small order', { sealKey: new Uint8Array(32) }],
  ] as const)
    it(`a forged ${name}: its owner takes one along at most, the others sum up`, () => {
      const honest = groupOf(entry, 'forged')
      const keys = honest.frame.roster.get(low)
      const roster = new Map(honest.frame.roster).set(low, {
        ...(keys as never as object),
        ...change,
      } as never)
      const group = { ...honest, frame: { ...honest.frame, roster } }
      const played = playRound(group, { lanes: 32, losses: new Map(), updates })
      expect(played?.survivors.u2).to.have.lengthOf.at.least(indices.length - 2)
      expect(played?.sums.size).to.equal(1)
      if (played) expectExact(group, updates, 32, played)
    })
})

/** χ² of bytes against even odds, 255 degrees of freedom. */
function chiSquare(vectors: Iterable<Uint32Array>): number {
  const counts = new Array<number>(256).fill(0)
  let total = 0
  for (const vector of vectors)
    for (const byte of new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)) {
      counts[byte] = (counts[byte] as number) + 1
      total++
    }
  const even = total / 256
  return counts.reduce((sum, count) => sum + (count - even) ** 2 / even, 0)
}

describe('a transcript', () => {
  const entry = plans[0] as (typeof plans)[number]
  const indices = indicesOf(6)
  const long = 2_000
  const constant = (values: readonly number[]) =>
    new Map(indices.map((index, i) => [index, new Uint32Array(long).fill(values[i] as number)]))
  const play = (seed: string, updates: Map<number, Uint32Array>): Played => {
    const played = playRound(groupOf(entry, seed), { lanes: 32, losses: new Map(), updates })
    if (played === undefined) throw new Error('no round')
    return played
  }

  it('behavior: words of masked vectors look like random ones, whatever is in them', () => {
    for (const seed of ['one', 'two', 'three']) {
      const { vectors } = play(seed, constant([0, 0, 0, 0, 0, 0]))
      // Beyond 340 lies less than one in 5,000 of what is random.
      expect(chiSquare(vectors.values())).to.be.within(175, 340)
      for (const vector of vectors.values()) expect(chiSquare([vector])).to.be.within(175, 340)
    }
    expect(chiSquare(constant([0, 0, 0, 0, 0, 0]).values())).to.be.above(1_000_000)
  })

  it('behavior: of other inputs with the same sum, only the vectors differ, and in every word', () => {
    const a = play('same', constant([1, 2, 3, 4, 5, 6]))
    const b = play('same', constant([6, 5, 4, 3, 2, 1]))
    expect(b.sums).to.deep.equal(a.sums)
    expect(b.shares).to.deep.equal(a.shares)
    expect(b.masks).to.deep.equal(a.masks)
    const c = play('others', constant([6, 5, 4, 3, 2, 1]))
    expect([...c.sums.values()].map(({ sum }) => sum)).to.deep.equal(
      [...a.sums.values()].map(({ sum }) => sum),
    )
    for (const index of indices) {
      const [mine, theirs] = [a.vectors.get(index), c.vectors.get(index)] as [
        Uint32Array,
        Uint32Array,
      ]
      const difference = mine.map((word, i) => word - (theirs[i] as number))
      expect(chiSquare([difference])).to.be.within(175, 340)
    }
  })

  it('behavior: whoever lacks one seed of each pair sees nothing in the difference of vectors', () => {
    // All seeds but those between two members, and all self seeds but theirs, are known.
    const group = groupOf(entry, 'two left')
    const { shares } = play('two left', constant([0, 0, 0, 0, 0, 0]))
    const [x, y] = [indices[0] as number, indices[3] as number]
    const seeds = agreePairs(group.frame, shares, x, secretsOf(group, x))
    const names = [...seeds].map(([, seed]) => seed.open((bytes) => toHex(sha256(bytes))))
    expect(new Set(names).size).to.equal(indices.length - 1)
    const other = agreePairs(group.frame, shares, y, secretsOf(group, y))
    const digest = (table: typeof seeds, peer: number) =>
      table.get(peer)?.open((bytes) => toHex(sha256(fromText('seed'), bytes)))
    expect(digest(seeds, y)).to.equal(digest(other, x))
  })
})

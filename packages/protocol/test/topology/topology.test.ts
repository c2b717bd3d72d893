import { sha256 } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  createTopology,
  planTopology,
  type Topology,
  type TopologyPlan,
  thresholdOf,
  topologySeed,
} from '../../src/index.ts'
import { countHits, leastRare } from '../../src/topology/hits.ts'
import { permute } from '../../src/topology/permute.ts'
import { neighbourhoodThreshold } from '../../src/topology/planTopology.ts'

type Terms = { readonly grouping: 'whole' | 'groups' | 'singles'; gamma?: number; delta?: number }

const planFor = (members: number, { grouping, gamma = 1_000, delta = 1_000 }: Terms) =>
  planTopology(members, {
    grouping,
    threshold: thresholdOf(members, gamma),
    corruptionBps: gamma,
    dropoutBps: delta,
  })

const seedOf = (name: number): Uint8Array => sha256(Uint8Array.of(name & 255, name >> 8))
const membersOf = (count: number): number[] => Array.from({ length: count }, (_, i) => 3 * i + 1)

/** Smallest group for which `⌈n / size⌉` groups would do: a table of sizes. */
function leastGroup(all: number, gamma: number, delta: number): string {
  for (let size = 6; size < all; size++) {
    const draw = { all, size, times: Math.ceil(all / size) }
    const counts = { corrupt: Math.floor(gamma * all), dropped: Math.floor(delta * all) }
    const threshold = neighbourhoodThreshold({ ...draw, ...counts })
    if (threshold !== undefined) return `${size}/${threshold}`
  }
  return 'none'
}

describe('planTopology', () => {
  it('vector: graphs and groups of the reference table', () => {
    const graphOf = (members: number, gamma: number, delta = 1_000): string => {
      const plan = planFor(members, { grouping: 'whole', gamma, delta })
      return plan.kind === 'graph' ? `${plan.degree}/${plan.threshold}` : plan.kind
    }
    // By floating-point logarithms, in a program of its own: degree or size, then threshold.
    expect([100, 300, 1_000].map((n) => graphOf(n, 1_000))).to.deep.equal([
      '42/27',
      '74/51',
      '100/70',
    ])
    expect(graphOf(100, 500, 500)).to.equal('22/15')
    expect(graphOf(1_000, 2_000)).to.equal('140/104')
    expect(graphOf(10_000, 1_000)).to.equal('122/85')
    expect([100, 300, 1_000].map((n) => leastGroup(n, 0.1, 0.1))).to.deep.equal([
      '31/21',
      '60/42',
      '78/55',
    ])
    expect(leastGroup(100, 0.2, 0.1)).to.equal('41/31')
    expect(planFor(100, { grouping: 'whole' })).to.have.property('sideThreshold', 11)
    expect(planFor(1_000, { grouping: 'whole' })).to.have.property('sideThreshold', 28)
    expect(leastGroup(1_000, 0.05, 0.05)).to.equal('42/30')
  })

  it('vector: groups as equal as can be, all at least as large as they have to be', () => {
    expect(planFor(100, { grouping: 'groups' })).to.deep.equal({
      kind: 'groups',
      count: 3,
      size: 33,
      thresholds: [22, 23],
    })
    expect(planFor(300, { grouping: 'groups' })).to.deep.include({ count: 5, size: 60 })
  })

  it('behavior: few members, or a graph that saves little, are one group of all', () => {
    for (const grouping of ['whole', 'groups'] as const)
      expect(planFor(29, { grouping })).to.deep.equal({ kind: 'whole', threshold: 17 })
    expect(planFor(100, { grouping: 'whole', gamma: 3_333, delta: 3_333 }).kind).to.equal('whole')
    expect(planFor(100, { grouping: 'groups', gamma: 3_333, delta: 3_333 }).kind).to.equal('whole')
    expect(planFor(31, { grouping: 'whole' }).kind).to.equal('whole')
    expect(planFor(3, { grouping: 'singles' })).to.deep.equal({ kind: 'singles' })
  })

  it('behavior: more corrupt or more dropped never make smaller neighbourhoods', () => {
    const sizeOf = (plan: TopologyPlan): number =>
      plan.kind === 'graph' ? plan.degree : plan.kind === 'groups' ? plan.size : Infinity
    const share = fc.integer({ min: 0, max: 20 }).map((percent) => 100 * percent)
    const grouping = fc.constantFrom('whole' as const, 'groups' as const)
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 400 }),
        grouping,
        share,
        share,
        share,
        (members, kind, gamma, delta, more) => {
          const size = sizeOf(planFor(members, { grouping: kind, gamma, delta }))
          const worse = { grouping: kind, gamma: Math.min(4_999, gamma + more), delta }
          // Sizes are whole, thresholds too: an odd size can need more than the next even one.
          expect(sizeOf(planFor(members, worse))).to.be.at.least(size - 2)
          expect(sizeOf(planFor(members, { ...worse, delta: delta + more }))).to.be.at.least(
            size - 2,
          )
        },
      ),
      { numRuns: 60, seed: 5 },
    )
  })
})

describe('hits', () => {
  it('default: all draws are counted, as one by one', () => {
    // Of 6 of which 2 are marked, 3 are drawn: 4, 12 and 4 of 20 ways.
    expect(countHits(6, 2, 3)).to.deep.equal([4n, 12n, 4n, 0n])
    expect(countHits(3, 3, 2)).to.deep.equal([0n, 0n, 3n])
    expect(countHits(5, 0, 2)).to.deep.equal([10n, 0n, 0n])
  })

  it('default: the least number of hits that is rare enough', () => {
    expect(leastRare([4n, 12n, 4n, 0n], 1, 0)).to.equal(0)
    expect(leastRare([4n, 12n, 4n, 0n], 1, 1)).to.equal(2)
    expect(leastRare([4n, 12n, 4n, 0n], 2, 1)).to.equal(2)
    expect(leastRare([4n, 12n, 4n, 0n], 3, 1)).to.equal(3)
    expect(leastRare([0n, 0n, 1n], 1, 1)).to.equal(3)
  })
})

const plans: readonly (readonly [string, number, TopologyPlan])[] = [
  ['whole', 7, { kind: 'whole', threshold: 5 }],
  ['graph', 23, { kind: 'graph', degree: 8, threshold: 6, sideThreshold: 2 }],
  ['groups', 23, { kind: 'groups', count: 4, size: 5, thresholds: [4, 5] }],
  ['singles', 5, { kind: 'singles' }],
]

/** Everyone who can be reached from a member over neighbours. */
function reached(topology: Topology, start: number, gone: ReadonlySet<number>): Set<number> {
  const seen = new Set([start])
  for (const index of seen)
    for (const next of topology.neighboursOf(index)) if (!gone.has(next)) seen.add(next)
  return seen
}

describe('createTopology', () => {
  for (const [name, count, plan] of plans)
    it(`behavior: ${name} is symmetric, ascending, and of one degree within a group`, () => {
      fc.assert(
        fc.property(fc.nat(1_000), (seed) => {
          const members = membersOf(count)
          const topology = createTopology(members, plan, seedOf(seed))
          expect(topology.groups.flat().sort((a, b) => a - b)).to.deep.equal(members)
          for (const index of members) {
            const near = topology.neighboursOf(index)
            expect([...near].sort((a, b) => a - b)).to.deep.equal(near)
            expect(new Set(near).size).to.equal(near.length)
            expect(near).not.to.include(index)
            for (const other of near) expect(topology.neighboursOf(other)).to.include(index)
            const group = topology.groups[topology.groupOf(index) ?? -1] ?? []
            expect(group).to.include(index)
            expect(near.length).to.equal(plan.kind === 'graph' ? 8 : group.length - 1)
            expect(near.every((other) => group.includes(other))).to.equal(true)
            expect(near.length).to.be.at.most(topology.degree)
          }
        }),
        { numRuns: 20, seed: 3 },
      )
    })

  it('behavior: groups differ by at most one member, thresholds by size', () => {
    const [, count, plan] = plans[2] as (typeof plans)[number]
    const topology = createTopology(membersOf(count), plan, seedOf(1))
    expect(topology.groups.map(({ length }) => length)).to.deep.equal([6, 6, 6, 5])
    const of = (group: number) => topology.thresholdOf(topology.groups[group]?.[0] as number)
    expect([of(0), of(3)]).to.deep.equal([5, 4])
  })

  it('behavior: a graph holds together whatever fewer than its degree are gone', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.shuffledSubarray(membersOf(23), { maxLength: 7 }),
        (seed, out) => {
          const [, , plan] = plans[1] as (typeof plans)[number]
          const topology = createTopology(membersOf(23), plan, seedOf(seed))
          const start = membersOf(23).find((index) => !out.includes(index)) as number
          expect(reached(topology, start, new Set(out)).size).to.equal(23 - out.length)
        },
      ),
      { numRuns: 100, seed: 3 },
    )
  })

  it('behavior: nobody who chooses whom to drop from a graph cuts its honest in two', () => {
    const [n, half] = [100, 21]
    const members = membersOf(n)
    const corrupt = new Set(members.slice(0, n / 10))
    const honest = members.filter((index) => !corrupt.has(index))
    const plan = planFor(n, { grouping: 'whole' })
    const place = fc.nat(n - 1)
    let cuts = 0
    fc.assert(
      fc.property(fc.nat(9_999), place, place, fc.nat(half), (seed, first, second, spared) => {
        const topology = createTopology(members, plan, seedOf(seed))
        const ring = permute(members, seedOf(seed))
        const honestFrom = (at: number): number[] =>
          Array.from({ length: half }, (_, step) => ring[(at + step) % n] as number).filter(
            (index) => !corrupt.has(index),
          )
        // All honest ones of two sides, but for some of the second.
        const out = new Set([...honestFrom(first), ...honestFrom(second).slice(spared)])
        const u2 = new Set(members.filter((index) => !out.has(index)))
        const left = honest.filter((index) => u2.has(index))
        const gone = new Set([...out, ...corrupt])
        const isCut = reached(topology, left[0] as number, gone).size < left.length
        expect(topology.holds(u2) && isCut).to.equal(false)
        if (isCut) cuts++
      }),
      { numRuns: 300, seed: 3 },
    )
    // Cuts were found, and those who drop out by chance are no cut.
    expect(cuts).to.be.at.least(10)
    const whole = createTopology(members, plan, seedOf(1))
    expect(whole.holds(new Set(members))).to.equal(true)
    expect(whole.holds(new Set(members.filter((_, i) => i % 10 !== 3)))).to.equal(true)
  })

  it('behavior: the dropped and the corrupt of a neighbourhood are fewer than its threshold', () => {
    for (const n of [100, 300, 1_000]) {
      const plan = planFor(n, { grouping: 'whole' })
      if (plan.kind !== 'graph') throw new Error(plan.kind)
      const mostCorrupt = leastRare(countHits(n - 1, n / 10, plan.degree), n, 40) - 1
      const mostDropped = plan.degree - (plan.threshold - 1)
      expect(mostDropped + mostCorrupt).to.be.below(plan.threshold)
    }
  })

  it('behavior: the members’ order says nothing, their seed everything', () => {
    const [, count, plan] = plans[2] as (typeof plans)[number]
    const members = membersOf(count)
    const groups = createTopology(members, plan, seedOf(1)).groups
    expect(createTopology([...members].reverse(), plan, seedOf(1)).groups).to.deep.equal(groups)
    expect(createTopology(members, plan, seedOf(2)).groups).not.to.deep.equal(groups)
    const other = topologySeed(`0x${'11'.repeat(32)}`)
    expect(topologySeed(`0x${'12'.repeat(32)}`)).not.to.deep.equal(other)
  })

  it('behavior: every place is as likely as any other', () => {
    const plan = { kind: 'groups', count: 2, size: 2, thresholds: [2, 2] } as const
    const partners = new Map<number, number>()
    for (let seed = 0; seed < 3_000; seed++) {
      const { neighboursOf } = createTopology([0, 1, 2, 3], plan, seedOf(seed))
      const [partner = -1] = neighboursOf(0)
      partners.set(partner, (partners.get(partner) ?? 0) + 1)
    }
    // Five standard deviations of a third of 3,000.
    for (const partner of [1, 2, 3]) expect(partners.get(partner)).to.be.closeTo(1_000, 130)
  })

  it('vector: the order that other implementations have to give', () => {
    const plan = { kind: 'groups', count: 3, size: 3, thresholds: [3, 3] } as const
    const topology = createTopology([...Array(10).keys()], plan, sha256(new Uint8Array()))
    // Made by a program of its own in another language.
    expect(topology.groups).to.deep.equal([
      [3, 4, 5, 9],
      [0, 1, 7],
      [2, 6, 8],
    ])
  })
})

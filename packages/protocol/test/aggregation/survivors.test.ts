import { expect } from 'chai'
import fc from 'fast-check'
import { firstOneSided } from '../../src/aggregation/survivors.ts'
import { type PeerTable, settleSurvivors, type TopologyPlan } from '../../src/index.ts'
import { createGroup } from './smallGroup.ts'

const all = Array.from({ length: 13 }, (_, i) => 3 * i + 1)
// Thresholds of 1: whoever goes, goes for its edges and not for want of neighbours.
const plans: readonly TopologyPlan[] = [
  { kind: 'whole', threshold: 1 },
  { kind: 'graph', degree: 6, threshold: 1, sideThreshold: 0 },
  { kind: 'groups', count: 2, size: 6, thresholds: [1, 1] },
]

describe('settleSurvivors', () => {
  for (const plan of plans) {
    const { frame } = createGroup(all, 1, plan.kind, { plan })
    const { neighboursOf } = frame.topology

    /** Who is bad, and the peers that all name: the bad leave out of a few victims whom they like. */
    const tables = fc
      .tuple(fc.subarray(all), fc.subarray(all, { maxLength: 4 }), fc.infiniteStream(fc.nat(9)))
      .map(([colluders, victims, dice]): [ReadonlySet<number>, PeerTable] => {
        const bad = new Set(colluders)
        const isNamed = (index: number, peer: number): boolean =>
          !bad.has(index) || !victims.includes(peer) || dice.next().value === 0
        const namedBy = (index: number) => neighboursOf(index).filter((p) => isNamed(index, p))
        return [bad, new Map(all.map((index) => [index, namedBy(index)]))]
      })

    it(`behavior: ${plan.kind}, no more honest members go than dishonest ones`, () => {
      let evicted = 0
      fc.assert(
        fc.property(tables, ([bad, peers]) => {
          const kept = settleSurvivors(frame, peers)
          const gone = all.filter((index) => !kept.includes(index))
          const honest = gone.filter((index) => !bad.has(index)).length
          evicted += honest
          expect(honest).to.be.at.most(gone.length - honest)
        }),
        { seed: 5, numRuns: 300 },
      )
      expect(evicted).to.be.above(100)
    })

    it(`behavior: ${plan.kind}, edges among who stays are mutual, and nobody goes for another reason`, () => {
      fc.assert(
        fc.property(tables, ([, peers]) => {
          const kept = settleSurvivors(frame, peers)
          expect(firstOneSided(peers, kept)).to.equal(undefined)
          const isMutual = firstOneSided(peers, all) === undefined
          expect(kept.length === all.length).to.equal(isMutual)
        }),
        { seed: 6, numRuns: 300 },
      )
    })
  }

  it('behavior: who has too few neighbours left goes as well', () => {
    const { frame } = createGroup(all, 1, 'few', {
      plan: { kind: 'groups', count: 2, size: 6, thresholds: [6, 6] },
    })
    const { groups, neighboursOf } = frame.topology
    const [accuser, victim] = [groups[1]?.[1] ?? expect.fail(), groups[1]?.[0] ?? expect.fail()]
    const peers = new Map(all.map((index) => [index, [...neighboursOf(index)]]))
    const silent = neighboursOf(accuser).filter((peer) => peer !== victim)
    expect(settleSurvivors(frame, peers)).to.deep.equal(all)
    expect(settleSurvivors(frame, peers.set(accuser, silent))).to.deep.equal(
      [...(groups[0] ?? [])].sort((a, b) => a - b),
    )
  })
})

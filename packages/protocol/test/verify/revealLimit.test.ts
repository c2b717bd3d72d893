import { expect } from 'chai'
import {
  createTopology,
  planTopology,
  revealLimit,
  thresholdOf,
  topologySeed,
  zeroHash,
} from '../../src/index.ts'

const limitOf = (members: number, grouping: 'whole' | 'groups'): number => {
  const threshold = thresholdOf(members, 1_000)
  const terms = { grouping, threshold, corruptionBps: 1_000, dropoutBps: 1_000 }
  const indices = Array.from({ length: members }, (_, i) => i)
  return revealLimit(createTopology(indices, planTopology(members, terms), topologySeed(zeroHash)))
}

describe('revealLimit', () => {
  it('behavior: grows with the members and not with their square', () => {
    for (const grouping of ['whole', 'groups'] as const) {
      const [few, many] = [limitOf(500, grouping), limitOf(2_000, grouping)]
      // Neighbourhoods grow by some places, from 87 to 103.
      expect(many / few).to.be.below(6)
    }
    expect(limitOf(1_000, 'whole')).to.be.below(30e6)
  })
})

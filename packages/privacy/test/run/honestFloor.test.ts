import { planTopology, thresholdOf } from '@vain/protocol'
import { expect } from 'chai'
import fc from 'fast-check'
import { honestFloor, sumGroups } from '../../src/run/honestFloor.ts'

describe('honestFloor', () => {
  const floorsOf = (members: number, grouping: 'whole' | 'groups' | 'singles', bps = 1_000) => {
    const threshold = thresholdOf(members, bps)
    const terms = { grouping, threshold, corruptionBps: bps, dropoutBps: 1_000 }
    const groups = sumGroups(planTopology(members, terms), members, threshold)
    return groups.map((group) => honestFloor(group, members, { corruptionBps: bps }))
  }

  it('default: what is left of a threshold without the corrupt', () => {
    expect(floorsOf(5, 'whole')).to.deep.equal([3])
    expect(floorsOf(5, 'whole', 0)).to.deep.equal([3])
    expect(floorsOf(100, 'whole')).to.deep.equal([46])
  })

  it('default: in a drawn group, what is left where as many are corrupt as may be', () => {
    const threshold = thresholdOf(300, 1_000)
    const terms = { threshold, corruptionBps: 1_000, dropoutBps: 1_000 }
    const plan = planTopology(300, { ...terms, grouping: 'groups' })
    const groups = sumGroups(plan, 300, threshold)
    expect(groups).not.to.deep.equal([])
    for (const group of groups) {
      const floor = honestFloor(group, 300, terms)
      expect(floor).to.equal(group.threshold - Math.min(30, 2 * group.threshold - group.size - 1))
      expect(floor).to.be.above(1)
    }
  })

  it('default: alone, a member hides behind its own noise', () => {
    expect(floorsOf(40, 'singles')).to.deep.equal([1])
  })

  it('behavior: is at least one, and never more than is left', () => {
    const grouping = fc.constantFrom('whole', 'groups', 'singles')
    const [members, bps] = [fc.integer({ min: 2, max: 400 }), fc.integer({ min: 0, max: 3_000 })]
    fc.assert(
      fc.property(members, grouping, bps, (members, grouping, bps) => {
        for (const floor of floorsOf(members, grouping as 'whole', bps)) {
          expect(floor).to.be.at.least(1)
          expect(floor).to.be.at.most(thresholdOf(members, bps))
        }
      }),
    )
  })
})

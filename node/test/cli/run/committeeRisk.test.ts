import { expect } from 'chai'
import fc from 'fast-check'
import { committeeRisk } from '../../../src/cli/run/committeeRisk.ts'

/** By counting all committees: those with too many of the first ones, who are corrupt. */
function counted(members: number, corrupt: number, faults: number): number {
  const places = 4 * faults + 1
  let [bad, all] = [0, 0]
  for (let set = 0; set < 1 << members; set++) {
    const bits = [...set.toString(2)].filter((bit) => bit === '1').length
    if (bits !== places) continue
    all++
    const hits = [...(set & ((1 << corrupt) - 1)).toString(2)].filter((bit) => bit === '1').length
    if (hits > faults) bad++
  }
  return bad / all
}

describe('committeeRisk', () => {
  it('property: is the share of committees with too many corrupt members', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 11 }),
        fc.integer({ min: 0, max: 5 }),
        (members, corrupt) => {
          const risk = committeeRisk({ members, corrupt, faults: 1 })
          expect(risk).to.be.closeTo(counted(members, corrupt, 1), 1e-10)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('default: of a thousand with a tenth corrupt, committees of 41 fail once in a thousand', () => {
    const risk = committeeRisk({ members: 1_000, corrupt: 100, faults: 10 })
    expect(risk).to.be.above(1e-4).and.below(2e-3)
  })

  it('behavior: few corrupt members fill no committee', () => {
    expect(committeeRisk({ members: 7, corrupt: 1, faults: 1 })).to.equal(0)
  })
})

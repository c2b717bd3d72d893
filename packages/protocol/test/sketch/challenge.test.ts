import { expect } from 'chai'
import { createChallenge, openSketch } from '../../src/sketch/challenge.ts'
import { toInteger } from '../../src/sketch/field.ts'
import { lowOpenings, planSketch } from '../../src/sketch/plan.ts'
import { dealColumns, dealSketch, drawMasks, type SketchShare } from '../../src/sketch/share.ts'
import { challenge, createRandom, seed } from './committee.ts'

// Without faults there is one place, and its share is the values themselves.
const alone = planSketch(0, 10_000)

describe('createChallenge', () => {
  it('default: a projection leaves out half of the entries and adds as many as it subtracts', () => {
    const plus = challenge.projections.reduce((sum, one) => sum + one.plus.length, 0)
    const minus = challenge.projections.reduce((sum, one) => sum + one.minus.length, 0)
    // 327,680 entries, a quarter of each sign, with a deviation of 248.
    expect(plus).to.be.closeTo(81_920, 1_300)
    expect(minus).to.be.closeTo(81_920, 1_300)
    for (const { plus: added, minus: taken } of challenge.projections)
      expect(added.filter((b) => taken.includes(b))).to.deep.equal([])
  })

  it('behavior: no two projections or seeds are alike', () => {
    const other = createChallenge(seed)
    const all = [...challenge.projections, ...other.projections].map((it) => it.plus.join())
    expect(new Set(all).size).to.equal(256)
    expect(new Set([...challenge.low, ...challenge.zero, ...other.low]).size).to.equal(
      2 * (2560 + 128) + 5,
    )
  })
})

describe('openSketch', () => {
  it('default: a projection is the sum of what it adds, less what it takes, under its mask', () => {
    const entries = Array.from({ length: 2560 }, (_, b) => BigInt((b % 90) - 40))
    const masks = drawMasks(createRandom(1))
    const [share] = [...dealColumns(alone, [...entries, ...masks], createRandom(2))] as [
      SketchShare,
    ]
    const answer = openSketch(challenge, share)
    for (const [t, { plus, minus }] of challenge.projections.entries()) {
      const sum = (of: readonly number[]): bigint =>
        of.reduce((all, b) => all + (entries[b] ?? 0n), 0n)
      expect(toInteger(answer[1 + t] ?? 0n)).to.equal((masks[t] ?? 0n) + sum(plus) - sum(minus))
    }
  })
})

describe('drawMasks', () => {
  it('default: masks are spread over their range, which is 2³⁹ times what they hide', () => {
    const random = createRandom(3)
    const masks = Array.from({ length: 16 }, () => drawMasks(random)).flat()
    const eighth = 2n ** 55n
    const counts = new Map<bigint, number>()
    for (const mask of masks) {
      expect(mask >= -(2n ** 57n) && mask < 2n ** 57n).to.equal(true)
      const part = (mask + 2n ** 57n) / eighth
      counts.set(part, (counts.get(part) ?? 0) + 1)
    }
    // 2,048 masks in eight parts: 256 each, with a deviation of 15.
    for (let part = 0n; part < 8n; part++) expect(counts.get(part)).to.be.within(180, 330)
  })

  it('behavior: dealSketch masks, so two deals of one sketch answer otherwise', () => {
    const answers = [1, 2].map((name) => {
      const [share] = [...dealSketch(alone, new Float64Array(2560), createRandom(name))] as [
        SketchShare,
      ]
      return openSketch(challenge, share).slice(0, lowOpenings)
    })
    for (const [i, value] of (answers[0] ?? []).entries())
      expect(value).not.to.equal(answers[1]?.[i])
  })
})

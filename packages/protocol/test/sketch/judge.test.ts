import { Secret } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  addShare,
  createChallenge,
  openSketch,
  type SketchOpening,
} from '../../src/sketch/challenge.ts'
import { prime, toElement } from '../../src/sketch/field.ts'
import { judgeMember, type MemberFinding } from '../../src/sketch/judge.ts'
import { lowOpenings, openings, planSketch } from '../../src/sketch/plan.ts'
import {
  dealSketch,
  encodeShare,
  readShare,
  type SketchShare,
  sketchShareHash,
} from '../../src/sketch/share.ts'
import { sketchVector } from '../../src/sketch/sketchVector.ts'
import {
  addShares,
  answersOf,
  createRandom,
  dealEntries,
  drawVector,
  judge,
  judgeSum,
  plan,
  rowsOf,
  seed,
} from './committee.ts'

const ctx = new Uint8Array(32).fill(3)
const length = 5000
const zeros = new Array<bigint>(2560).fill(0n)

function honest(name: number): SketchShare[] {
  return [...dealSketch(plan, sketchVector(seed, drawVector(name, length)), createRandom(name))]
}

function opened(finding: MemberFinding): readonly bigint[] {
  if (finding.kind === 'bad') throw new Error(finding.fault)
  return finding.norms
}

describe('judgeMember', () => {
  it('default: an honest member is sound, and its norms are those of its sketches', () => {
    for (let name = 1; name <= 5; name++) {
      const sketch = sketchVector(seed, drawVector(name, length))
      const finding = judge(honest(name))
      expect(finding).to.include({ kind: 'sound' })
      for (const [k, norm] of opened(finding).entries()) {
        const part = Array.from(sketch.subarray(512 * k, 512 * k + 512))
        const rounded = part.map((value) => Math.round(value / plan.grain))
        expect(norm).to.equal(BigInt(rounded.reduce((sum, value) => sum + value * value, 0)))
      }
    }
  })

  it('behavior: a vector of the greatest norm passes, one of three times as much does not', () => {
    for (const [times, kind] of [
      [1, 'sound'],
      [3, 'bad'],
    ] as const) {
      const sketch = sketchVector(seed, drawVector(4, length, times * plan.clip))
      expect(judge([...dealSketch(plan, sketch, createRandom(1))]).kind).to.equal(kind)
    }
  })

  it('behavior: the bound of a norm is sharp', () => {
    const entries = [...zeros]
    const bound = BigInt(Math.sqrt(Number(plan.normBound)))
    entries[700] = bound
    expect(judge(dealEntries(entries)).kind).to.equal('sound')
    entries[701] = 1n
    expect(judge(dealEntries(entries))).to.deep.equal({ kind: 'bad', fault: 'too-long' })
  })

  it('behavior: any one place may lie or be silent, and the truth comes out', () => {
    const answers = answersOf(honest(1))
    const truth = opened(judgeMember(plan, rowsOf(answers)))
    const lie = fc.record({
      place: fc.nat(4),
      column: fc.nat(openings - 1),
      by: fc.bigInt({ min: 1n, max: prime - 1n }),
    })
    fc.assert(
      fc.property(lie, fc.boolean(), ({ place, column, by }, silent) => {
        const shown = answers.map((answer, i): SketchOpening | undefined => {
          if (i !== place) return answer
          return silent ? undefined : answer.with(column, toElement((answer[column] ?? 0n) + by))
        })
        expect(judgeMember(plan, rowsOf(shown))).to.deep.equal({
          kind: 'sound',
          norms: truth,
          places: [1, 2, 3, 4, 5].filter((other) => other !== place + 1),
        })
      }),
    )
  })

  it('behavior: three liars of thirteen are named', () => {
    const large = planSketch(3, 10_000)
    const shares = [
      ...dealSketch(large, sketchVector(seed, drawVector(1, length)), createRandom(1)),
    ]
    const answers = answersOf(shares)
    const truth = judgeMember(large, rowsOf(answers))
    const shown = answers.map((answer, i) =>
      [2, 5, 12].includes(i) ? answer.with(lowOpenings + (i % 6), 5n) : answer,
    )
    expect(judgeMember(large, rowsOf(shown))).to.deep.equal({
      ...truth,
      places: [1, 2, 4, 5, 7, 8, 9, 10, 11, 12],
    })
  })

  it('behavior: what one place holds fits every sketch, so it learns nothing', () => {
    const [one, other] = [1, 2].map((name) => sketchVector(seed, drawVector(name, length)))
    const random = createRandom(3)
    const first = [...dealSketch(plan, one as Float64Array, random)][0] as SketchShare
    // At place 1 a line's value is secret + slope: other slopes make up for other secrets.
    const differences = Array.from(one as Float64Array, (value, b) =>
      BigInt(Math.round(value / plan.grain) - Math.round((other?.[b] ?? 0) / plan.grain)),
    )
    const again = createRandom(3)
    let calls = 0
    const shifted = [
      ...dealSketch(plan, other as Float64Array, (size) => {
        const bytes = again(size)
        const b = calls++ - 2
        if (b < 0 || b >= 2560) return bytes
        const view = new DataView(bytes.buffer)
        const slope = (view.getBigUint64(0, true) | (view.getBigUint64(8, true) << 64n)) & prime
        const moved = toElement(slope + (differences[b] ?? 0n))
        view.setBigUint64(0, BigInt.asUintN(64, moved), true)
        view.setBigUint64(8, moved >> 64n, true)
        return bytes
      }),
    ][0] as SketchShare
    expect(encodeShare(shifted).open((bytes) => bytes)).to.deep.equal(
      encodeShare(first).open((bytes) => bytes),
    )
  })
})

describe('readShare', () => {
  const share = honest(1)[1] as SketchShare
  const bytes = encodeShare(share).open((raw) => raw)
  const to = { ctx, owner: 9, place: 2 }
  const hash = sketchShareHash(ctx, 9, 2, share)

  it('default: reads a share under its hash', () => {
    const read = readShare(to, hash, bytes)
    expect(read && encodeShare(read).open((raw) => raw)).to.deep.equal(bytes)
  })

  it('error: another share, another owner, place or round, or no elements', () => {
    const other = encodeShare(honest(1)[2] as SketchShare).open((raw) => raw)
    for (const bad of [other, bytes.subarray(1), new Uint8Array(bytes.length).fill(255)])
      expect(readShare(to, hash, bad)).to.equal(undefined)
    for (const change of [{ owner: 8 }, { place: 3 }, { ctx: new Uint8Array(32) }])
      expect(readShare({ ...to, ...change }, hash, bytes)).to.equal(undefined)
    expect(readShare(to, new Uint8Array(32), bytes)).to.equal(undefined)
  })
})

describe('judgeSum', () => {
  const names = [1, 2, 3, 4, 5, 6]
  const vectors = names.map((name) => drawVector(name, length))
  const sum = vectors[0]?.map((_, j) =>
    vectors.reduce((all, it) => all + (it[j] ?? 0), 0),
  ) as Int32Array
  const dealt = names.map(honest)
  const added = (all: readonly SketchShare[][]): bigint[][] =>
    Array.from({ length: 5 }, (_, i) => addShares(all.map((shares) => shares[i] as SketchShare)))
  const find = (total: Int32Array, answers: readonly (readonly bigint[] | undefined)[]): string =>
    judgeSum(plan, total, names.length, answers)

  it('default: the sketches of all members add up to that of the sum', () => {
    expect(find(sum, added(dealt))).to.equal('equal')
  })

  it('behavior: a place may lie or be silent, or two be silent, but not both', () => {
    const answers = added(dealt)
    const lie = answers.with(3, (answers[3] ?? []).with(2000, 5n))
    expect(find(sum, lie)).to.equal('equal')
    const silent: (bigint[] | undefined)[] = [...answers]
    silent[0] = undefined
    expect(find(sum, silent)).to.equal('equal')
    expect(find(sum, silent.with(3, lie[3]))).to.equal('equal')
    silent[1] = undefined
    expect(find(sum, silent)).to.equal('equal')
    expect(find(sum, silent.with(3, lie[3]))).to.equal('undecided')
    // Two lie on some line whatever they say.
    expect(find(sum, silent.with(2, undefined))).to.equal('undecided')
  })
})

describe('planSketch', () => {
  it('default: places, grain and bound follow from faults and clip', () => {
    expect(planSketch(2, 2 ** 20)).to.deep.equal({
      faults: 2,
      places: 9,
      clip: 2 ** 20,
      grain: 128,
      normBound: (10_240n + 12n) ** 2n,
    })
  })

  it('behavior: whatever the clip, no square of what the projections let pass wraps', () => {
    for (const clip of [1, 8192, 8193, 2 ** 31 - 1]) {
      const { normBound } = planSketch(1, clip)
      // 24 norms of five sketches are the most that a projection of honest ones can be.
      expect(24n * 24n * normBound <= 2n ** 36n, `${clip}`).to.equal(true)
      expect(512n * (2n * (2n ** 57n + 2n ** 18n)) ** 2n < prime).to.equal(true)
    }
  })

  it('error: faults or clip out of range, a share without all its columns', () => {
    for (const [faults, clip] of [
      [-1, 1],
      [11, 1],
      [0.5, 1],
      [1, 0],
      [1, 2 ** 31],
      [1, 1.5],
    ] as const)
      expect(() => planSketch(faults, clip))
        .to.throw()
        .with.property('code', 'sketch/bad-plan')
    const short: SketchShare = new Secret([1n])
    for (const call of [() => openSketch(createChallenge(seed), short), () => addShare([], short)])
      expect(call).to.throw().with.property('code', 'sketch/bad-share')
  })
})

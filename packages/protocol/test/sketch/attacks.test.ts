import { Secret } from '@vain/base'
import { expect } from 'chai'
import { prime, toElement } from '../../src/sketch/field.ts'
import { judgeMember, type MemberFinding } from '../../src/sketch/judge.ts'
import { lowColumns, lowOpenings, planSketch } from '../../src/sketch/plan.ts'
import { dealSketch, type SketchShare } from '../../src/sketch/share.ts'
import { sketchVector } from '../../src/sketch/sketchVector.ts'
import {
  addShares,
  answersOf,
  challenge,
  createNoise,
  createRandom,
  dealEntries,
  drawVector,
  judge,
  judgeSum,
  plan,
  rowsOf,
  seed,
} from './committee.ts'

const length = 5000
const zeros = new Array<bigint>(2560).fill(0n)

/** Column of the zeros of a sketch, and of an entry's share. */
const zeroColumn = (k: number): number => lowColumns + k

function honest(name: number): SketchShare[] {
  return [...dealSketch(plan, sketchVector(seed, drawVector(name, length)), createRandom(name))]
}

function altered(share: SketchShare, column: number, by: bigint): SketchShare {
  return share.open(
    (values) =>
      new Secret(values.map((value, i) => (i === column ? toElement(value + by) : value))),
  )
}

function opened(finding: MemberFinding): readonly bigint[] {
  if (finding.kind === 'bad') throw new Error(finding.fault)
  return finding.norms
}

/** A root of `value`, or of `−value` where it has none; the prime is 3 modulo 4. */
function root(value: bigint): bigint {
  let power = 1n
  for (let exponent = (prime + 1n) / 4n, square = value; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) power = (power * square) % prime
    square = (square * square) % prime
  }
  return power
}

/** Sketches of any entries whose squared norms are nevertheless what is wished, modulo the prime. */
function wrapped(wanted: bigint): bigint[] {
  const entries = [...zeros]
  for (let k = 0; k < 5; k++)
    for (let free = 10n ** 30n; ; free++) {
      const rest = toElement(wanted - free * free)
      const last = root(rest)
      if ((last * last) % prime !== rest) continue
      entries[512 * k] = free
      entries[512 * k + 1] = last
      break
    }
  return entries
}

describe('attacks of a member on its own check', () => {
  it('attack: norms that are small only modulo the prime', () => {
    const finding = judge(dealEntries(wrapped(1n)))
    expect(finding).to.deep.equal({ kind: 'bad', fault: 'not-small' })
    // Without the projections its norms would have passed.
    const answers = answersOf(dealEntries(wrapped(1n))).map((answer) =>
      answer.map((value, i) => (i >= 1 && i < lowOpenings ? 0n : value)),
    )
    expect(opened(judgeMember(plan, rowsOf(answers)))).to.deep.equal([1n, 1n, 1n, 1n, 1n])
  })

  it('attack: a small vector times a root, or a half, of the field', () => {
    const noise = createNoise(5)
    const small = zeros.map(() => BigInt(Math.round(10 * noise())))
    for (const factor of [root(2n), (prime + 1n) / 2n, (prime - 1n) / 2n, prime / 3n])
      expect(judge(dealEntries(small.map((value) => value * factor)))).to.deep.equal({
        kind: 'bad',
        fault: 'not-small',
      })
  })

  it('attack: one huge entry among zeros', () => {
    const entries = [...zeros]
    entries[1300] = root(4n) === 2n ? 1n << 100n : 1n << 101n
    expect(judge(dealEntries(entries))).to.deep.equal({ kind: 'bad', fault: 'not-small' })
  })

  it('attack: a sharing of zero that is none takes off what is too much', () => {
    const entries = [...zeros]
    entries[0] = 1_000_000n
    const cheat = (by: bigint): SketchShare[] =>
      dealEntries(entries).map((share) => altered(share, zeroColumn(0), by))
    expect(judge(cheat(-(1_000_000n ** 2n)))).to.deep.equal({ kind: 'bad', fault: 'not-zero' })
    expect(judge(cheat(0n))).to.deep.equal({ kind: 'bad', fault: 'too-long' })
  })

  it('attack: shares of no polynomial', () => {
    const shares = honest(1).map((share, i) => (i < 2 ? altered(share, 17, 1n) : share))
    expect(judge(shares)).to.deep.equal({ kind: 'bad', fault: 'inconsistent' })
    // As a polynomial of a higher degree: the same shift at each place but one fits no lower one.
    const bent = honest(1).map((share, i) => altered(share, 17, BigInt((i + 1) ** 2)))
    expect(judge(bent)).to.deep.equal({ kind: 'bad', fault: 'inconsistent' })
  })

  it('attack: one share dealt wrong and one place that lies, so that four fit another norm', () => {
    const entries = [...zeros]
    entries[0] = 1_200_000n
    const off = 1_200_000n ** 2n
    // x ↦ (x − 3)(x − 4)/12 is 1 at zero, nothing at places 3 and 4, 1/2 at place 1, 1/6 at place 2:
    // place 1 lies, place 2 was dealt wrong, 3 and 4 answer rightly, and a norm of zero fits them.
    const bent = dealEntries(entries).map((share, i) =>
      i === 1 ? altered(share, zeroColumn(0), -off / 6n) : share,
    )
    const [zero, norm] = [lowOpenings, lowOpenings + 1]
    const lies = (adjusted: Readonly<Record<number, bigint>>): MemberFinding =>
      judgeMember(
        plan,
        rowsOf(
          answersOf(bent).map((answer, i) =>
            i === 0
              ? answer.map((value, column) => toElement(value - (adjusted[column] ?? 0n)))
              : answer,
          ),
        ),
      )
    expect(lies({ [norm]: off / 2n })).to.deep.equal({ kind: 'bad', fault: 'inconsistent' })
    const checked = ((challenge.zero[0] ?? 0n) * off) / 2n
    expect(lies({ [norm]: off / 2n, [zero]: checked })).to.deep.equal({
      kind: 'bad',
      fault: 'not-zero',
    })
  })
})

/**
 * A vector of zeros and `−2³¹` with an even number of them in every bucket. Found by elimination in
 * the sketch's own matrix: nobody can before the beacon, when vectors are fixed.
 */
function hiddenModulo32(): Int32Array {
  const parts = length >> 5
  const known = new Map<number, Uint32Array>()
  for (let j = 0; j < length; j++) {
    // 2,560 bits of a bucket each, then one for each coordinate that was added.
    const row = new Uint32Array(80 + parts + 1)
    const flip = (bit: number): void => {
      row[bit >> 5] = (row[bit >> 5] as number) ^ (1 << (bit & 31))
    }
    const unit = new Int32Array(j + 1)
    unit[j] = 1
    for (const [b, value] of sketchVector(seed, unit).entries()) if (value !== 0) flip(b)
    flip(2560 + j)
    for (let b = 0; b < 2560; b++) {
      if (((row[b >> 5] as number) & (1 << (b & 31))) === 0) continue
      const other = known.get(b)
      if (other === undefined) {
        known.set(b, row)
        break
      }
      for (const [i, word] of other.entries()) row[i] = (row[i] as number) ^ word
    }
    if (row.subarray(0, 80).every((word) => word === 0))
      return Int32Array.from({ length }, (_, i) => {
        const bit = 2560 + i
        return ((row[bit >> 5] as number) & (1 << (bit & 31))) === 0 ? 0 : -(2 ** 31)
      })
  }
  throw new Error('there is none')
}

describe('attacks on the sum', function () {
  // An elimination over 2,560 bits.
  this.timeout(60_000)
  const names = [1, 2, 3, 4, 5, 6]
  const vectors = names.map((name) => drawVector(name, length))
  const sum = vectors[0]?.map((_, j) =>
    vectors.reduce((all, it) => all + (it[j] ?? 0), 0),
  ) as Int32Array
  const dealt = names.map(honest)
  const added = (all: readonly SketchShare[][]): bigint[][] =>
    Array.from({ length: 5 }, (_, i) => addShares(all.map((shares) => shares[i] as SketchShare)))
  const find = (total: Int32Array, answers: readonly bigint[][]): string =>
    judgeSum(plan, total, names.length, answers)

  it('attack: a member adds to its vector what it does not sketch', () => {
    const poisoned = sum.slice()
    poisoned[77] = (poisoned[77] ?? 0) + 100 * plan.grain
    expect(find(poisoned, added(dealt))).to.equal('unequal')
  })

  it('attack: coordinates of 2³¹ that meet in pairs, whose sketches all vanish modulo 2³²', () => {
    const poison = hiddenModulo32()
    const sketch = sketchVector(seed, poison)
    expect(sketch.every((value) => value % 2 ** 32 === 0)).to.equal(true)
    const poisoned = sum.map((value, j) => (value + (poison[j] ?? 0)) | 0)
    expect(find(poisoned, added(dealt))).to.equal('unequal')
  })

  it('attack: in lanes of 16 bits any vector has a short sketch modulo 2¹⁶', () => {
    // A dense vector some hundred times too long, and the shortest sketch with its residues.
    const noise = createNoise(11)
    const poison = Int32Array.from({ length }, () => Math.round(30_000 * noise()))
    const residues = sketchVector(seed, poison).map((value) => {
      const rest = ((value % 65_536) + 65_536) % 65_536
      return rest >= 32_768 ? rest - 65_536 : rest
    })
    const long = (values: Float64Array | Int32Array): number =>
      Math.sqrt(Array.from(values).reduce((all, value) => all + value * value, 0))
    const lanes = planSketch(1, 1_000_000)
    expect(long(poison)).to.be.above(1.2 * lanes.clip)
    const cheat = [...dealSketch(lanes, residues, createRandom(8))]
    // One member of large vectors would get away with it modulo 2¹⁶.
    expect(judgeMember(lanes, rowsOf(answersOf(cheat))).kind).to.equal('sound')
    expect(long(residues.subarray(0, 512))).to.be.below(0.8 * lanes.clip)
    const answers = cheat.map((share) => addShares([share]))
    expect(judgeSum(lanes, poison, 1, answers)).to.equal('unequal')
  })
})

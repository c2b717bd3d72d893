import { type RandomSource, toUint } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  addShare,
  createChallenge,
  openSketch,
  type SketchChallenge,
  type SketchOpening,
} from '../../src/sketch/challenge.ts'
import type { Row } from '../../src/sketch/decode.ts'
import { prime } from '../../src/sketch/field.ts'
import {
  addedSketches,
  isSketchOfSum,
  judgeMember,
  type MemberFinding,
} from '../../src/sketch/judge.ts'
import { planSketch, type SketchPlan } from '../../src/sketch/plan.ts'
import { dealColumns, drawMasks, type SketchShare } from '../../src/sketch/share.ts'
import { sketchVector } from '../../src/sketch/sketchVector.ts'

export const plan: SketchPlan = planSketch(1, 10_000)
export const seed: Uint8Array = new Uint8Array(32).fill(1)
export const challenge: SketchChallenge = createChallenge(new Uint8Array(32).fill(2))

/** Bytes that are the same in every run. */
export function createRandom(name: number): RandomSource {
  let count = 0
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let start = 0; start < length; start += 32)
      bytes.set(sha256(toUint(name, 64), toUint(count++, 64)).subarray(0, length - start), start)
    return bytes
  }
}

/** Numbers in `−1 … 1` that are the same in every run. */
export function createNoise(name: number): () => number {
  let state = name
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    return (Math.imul(state ^ (state >>> 13), 0x297a2d39) ^ (state >>> 16)) / 2 ** 31
  }
}

/** An honest vector of the plan's clip norm. */
export function drawVector(name: number, length: number, norm: number = plan.clip): Int32Array {
  const noise = createNoise(name)
  const raw = Float64Array.from({ length }, () => noise() + noise() + noise())
  const long = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0))
  return Int32Array.from(raw, (value) => Math.trunc((value * norm) / long))
}

/** Deals sketches that are what the member says, in the sketches' own units. */
export function dealEntries(entries: readonly bigint[], name = 7): SketchShare[] {
  const random = createRandom(name)
  return [...dealColumns(plan, [...entries, ...drawMasks(random)], random)]
}

export function answersOf(shares: readonly SketchShare[]): SketchOpening[] {
  return shares.map((share) => openSketch(challenge, share))
}

/** What the places answered, undefined for nothing. */
export function rowsOf(answers: readonly (readonly bigint[] | undefined)[]): Row[] {
  return answers.flatMap((values, i) => (values === undefined ? [] : [{ place: i + 1, values }]))
}

export function judge(shares: readonly SketchShare[]): MemberFinding {
  return judgeMember(plan, rowsOf(answersOf(shares)))
}

/** What a place answers about the sum of members. */
export function addShares(shares: readonly SketchShare[]): bigint[] {
  const sum = new Array<bigint>(2560).fill(0n)
  for (const share of shares) addShare(sum, share)
  return sum.map((value) => value % prime)
}

/** What follows from the answers about a sum. */
export function judgeSum(
  { faults, clip }: Pick<SketchPlan, 'faults' | 'clip'>,
  sum: Int32Array,
  members: number,
  answers: readonly (readonly bigint[] | undefined)[],
): 'equal' | 'unequal' | 'undecided' {
  const planned = planSketch(faults, clip)
  const added = addedSketches(planned, rowsOf(answers))
  if (added === undefined) return 'undecided'
  return isSketchOfSum(planned, added, sketchVector(seed, sum), members) ? 'equal' : 'unequal'
}

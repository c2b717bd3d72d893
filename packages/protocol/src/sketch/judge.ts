import { openSketch, type SketchChallenge, type SketchOpening } from './challenge.ts'
import { findAgreement } from './decode.ts'
import { toInteger } from './field.ts'
import {
  entries,
  lowOpenings,
  maskBound,
  openings,
  projectionBound,
  type SketchPlan,
} from './plan.ts'
import { readShare } from './share.ts'
import { sketchVector } from './sketchVector.ts'

/** Why a member is dropped. */
export type SketchFault = 'inconsistent' | 'not-small' | 'not-zero' | 'too-long'

/** What the committee's answers say of one member. `outliers` are to be settled one by one. */
export type MemberFinding =
  | {
      readonly kind: 'sound'
      readonly norms: readonly bigint[]
      readonly outliers: readonly number[]
    }
  | { readonly kind: 'bad'; readonly fault: SketchFault }

/**
 * Judges a member by what the places answered about it.
 *
 * @param answers - one a place, undefined for none
 *
 * Source: docs/protocol/robustness.md §3.4.
 */
export function judgeMember(
  plan: SketchPlan,
  answers: readonly (SketchOpening | undefined)[],
): MemberFinding {
  const bad = (fault: SketchFault): MemberFinding => ({ kind: 'bad', fault })
  const degrees = Array.from({ length: openings }, (_, i) =>
    i < lowOpenings ? plan.faults : 2 * plan.faults,
  )
  const agreement = findAgreement(plan, answers, degrees)
  if (agreement === undefined) return bad('inconsistent')
  const { values, outliers } = agreement
  const projected = values.slice(1, lowOpenings).map(toInteger)
  const most = maskBound + projectionBound
  if (projected.some((value) => value > most || value < -most)) return bad('not-small')
  if (values[lowOpenings] !== 0n) return bad('not-zero')
  const norms = values.slice(lowOpenings + 1)
  if (norms.some((norm) => norm > plan.normBound)) return bad('too-long')
  return { kind: 'sound', norms, outliers }
}

/** One place's answer about one member that does not fit the others'. */
export type SketchDispute = {
  readonly ctx: Uint8Array
  readonly owner: number
  readonly place: number
  /** What the member published of this share before the challenge. */
  readonly hash: Uint8Array
  /** What the place answered; undefined for nothing. */
  readonly answer: SketchOpening | undefined
  /** The share's bytes as the place shows them to everyone now; undefined if it does not. */
  readonly shown: Uint8Array | undefined
}

/**
 * Who is at fault where an answer does not fit: the place, unless it shows the very share that the
 * member published the hash of, and its answer follows from it.
 *
 * Source: docs/protocol/robustness.md §3.4.
 */
export function judgeDispute(
  challenge: SketchChallenge,
  { hash, answer, shown, ...to }: SketchDispute,
): 'member' | 'place' {
  const share = shown && readShare(to, hash, shown)
  if (share === undefined || answer === undefined) return 'place'
  const expected = openSketch(challenge, share)
  return expected.every((value, i) => value === answer[i]) ? 'member' : 'place'
}

/** Whether the members' sketches add up to that of the public sum. */
export type SumFinding =
  | { readonly kind: 'equal'; readonly outliers: readonly number[] }
  | { readonly kind: 'unequal'; readonly outliers: readonly number[] }
  | { readonly kind: 'undecided' }

/**
 * Compares the sum of all members' sketches with the sketch of the public sum, over the integers:
 * each member's rounding may add half a grain a bucket.
 *
 * @param seed - of the first beacon
 * @param sum - the centred integers of which the model is made
 * @param members - whose sketches are added up: everyone in the sum
 * @param answers - what each place added up, undefined for nothing
 *
 * Source: docs/protocol/robustness.md §3.2.
 */
export function judgeSum(
  plan: SketchPlan,
  seed: Uint8Array,
  sum: Int32Array,
  members: number,
  answers: readonly (readonly bigint[] | undefined)[],
): SumFinding {
  const degrees = new Array<number>(entries).fill(plan.faults)
  const agreement = findAgreement(plan, answers, degrees)
  if (agreement === undefined) return { kind: 'undecided' }
  const { values, outliers } = agreement
  const tolerance = BigInt(members) * BigInt(plan.grain)
  const expected = sketchVector(seed, sum)
  const isNear = values.every((value, b) => {
    const twice = 2n * (toInteger(value) * BigInt(plan.grain) - BigInt(expected[b] ?? 0))
    return twice <= tolerance && twice >= -tolerance
  })
  return { kind: isNear ? 'equal' : 'unequal', outliers }
}

/** What follows for a group. */
export type SketchVerdict =
  | {
      readonly kind: 'accept'
      readonly norms: ReadonlyMap<number, readonly bigint[]>
      readonly liars: readonly number[]
    }
  | {
      readonly kind: 'drop'
      readonly members: ReadonlyMap<number, SketchFault>
      readonly liars: readonly number[]
    }
  | { readonly kind: 'regroup'; readonly liars: readonly number[] }

/**
 * Puts the findings together. A group's sum is used only if everyone in it is sound and the sketches
 * add up; else its result is left out. Members at fault are named; where the sum alone is wrong,
 * nobody can be.
 *
 * @param findings - of every member of the sum
 * @param atFault - who was found to be at fault, in a dispute over a member's outlier
 * @param sum - undefined as long as someone is dropped
 */
export function judgeGroup(
  findings: ReadonlyMap<number, MemberFinding>,
  atFault: (owner: number, place: number) => 'member' | 'place',
  sum: SumFinding | undefined,
): SketchVerdict {
  const members = new Map<number, SketchFault>()
  const norms = new Map<number, readonly bigint[]>()
  const liars = new Set<number>()
  for (const [owner, finding] of findings) {
    if (finding.kind === 'bad') members.set(owner, finding.fault)
    else {
      norms.set(owner, finding.norms)
      for (const place of finding.outliers)
        if (atFault(owner, place) === 'place') liars.add(place)
        else members.set(owner, 'inconsistent')
    }
  }
  if (sum !== undefined && sum.kind !== 'undecided' && members.size === 0)
    for (const place of sum.outliers) liars.add(place)
  const named = [...liars].sort((a, b) => a - b)
  if (members.size > 0) return { kind: 'drop', members, liars: named }
  if (sum?.kind !== 'equal') return { kind: 'regroup', liars: named }
  return { kind: 'accept', norms, liars: named }
}

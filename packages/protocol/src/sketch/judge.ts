import { findAgreement, type Row } from './decode.ts'
import { toInteger } from './field.ts'
import {
  entries,
  lowOpenings,
  maskBound,
  openings,
  projectionBound,
  type SketchPlan,
} from './plan.ts'

/** Why a member is at fault, by what the places answered about it. */
export type SketchFault = 'inconsistent' | 'not-small' | 'not-zero' | 'too-long'

/** What the committee's answers say of one member. */
export type MemberFinding =
  | {
      readonly kind: 'sound'
      /** Squared norms of its sketches. */
      readonly norms: readonly bigint[]
      /** Places that agree on them, ascending. */
      readonly places: readonly number[]
    }
  | { readonly kind: 'bad'; readonly fault: SketchFault }

/**
 * Judges a member by what the places answered about it: all but `f` of the committee have to agree.
 *
 * @param answers - ascending by place
 *
 * Source: docs/protocol/robustness.md §3.4.
 */
export function judgeMember(plan: SketchPlan, answers: readonly Row[]): MemberFinding {
  const bad = (fault: SketchFault): MemberFinding => ({ kind: 'bad', fault })
  const agreement = findAgreement(answers, degreesOf(plan), plan.places - plan.faults)
  if (agreement === undefined) return bad('inconsistent')
  const { values, places } = agreement
  const most = maskBound + projectionBound
  const projected = values.slice(1, lowOpenings).map(toInteger)
  if (projected.some((value) => value > most || value < -most)) return bad('not-small')
  if (values[lowOpenings] !== 0n) return bad('not-zero')
  const norms = values.slice(lowOpenings + 1)
  if (norms.some((norm) => norm > plan.normBound)) return bad('too-long')
  return { kind: 'sound', norms, places }
}

const degreesOf = ({ faults }: SketchPlan): number[] =>
  Array.from({ length: openings }, (_, i) => (i < lowOpenings ? faults : 2 * faults))

/**
 * The sum of members' sketches, from what places answered that agree on each of them; undefined if
 * they cannot be told. At least `2f + 1` have to agree: `f + 1` of them answered rightly, which makes
 * it the one sum there is.
 *
 * @param answers - of such places, ascending
 * @returns 2,560 integers, in units of the sketches that are shared
 *
 * Source: docs/protocol/robustness.md §3.4.
 */
export function addedSketches(
  plan: SketchPlan,
  answers: readonly Row[],
): readonly bigint[] | undefined {
  const degrees = new Array<number>(entries).fill(plan.faults)
  return findAgreement(answers, degrees, 2 * plan.faults + 1)?.values.map(toInteger)
}

/**
 * Whether members' sketches add up to the sketch of the sum of their vectors, over the integers: each
 * member's rounding may add half a grain a bucket.
 *
 * @param added - of `addedSketches`
 * @param sketch - of the sum, of `sketchVector`
 * @param members - whose sketches were added
 *
 * Source: docs/protocol/robustness.md §3.2.
 */
export function isSketchOfSum(
  plan: SketchPlan,
  added: readonly bigint[],
  sketch: Float64Array,
  members: number,
): boolean {
  const tolerance = BigInt(members) * BigInt(plan.grain)
  return added.every((value, b) => {
    const twice = 2n * (value * BigInt(plan.grain) - BigInt(sketch[b] ?? 0))
    return twice <= tolerance && twice >= -tolerance
  })
}

import { VainError } from '@vain/base'

/** CountSketches of one check, each with its own buckets and signs. */
export const sketches = 5
/** Buckets of one sketch. */
export const buckets = 512
/** Entries of all sketches. */
export const entries: number = sketches * buckets
/** Random sums that show entries to be small; one of a bad member is small with odds of a half. */
export const projections = 40
/** Masks of projections are `−maskBound … maskBound − 1`: 2³⁹ times what they hide. */
export const maskBound: bigint = 1n << 57n
/** No honest projection is greater, but with probability below 2⁻⁸⁰. */
export const projectionBound: bigint = 1n << 18n

const precision = 8192

/** What one check is about. */
export type SketchPlan = {
  /** Members of the committee that may be anything, `f`; as many learn nothing together. */
  readonly faults: number
  /** Members of the committee, `4f + 1`; they stand at the places `1 …`. */
  readonly places: number
  /** Greatest norm of an honest vector, in the units of the vector. */
  readonly clip: number
  /** Units of the vector in one unit of the sketches that are shared. */
  readonly grain: number
  /** Greatest squared norm of one honest sketch, in its own units. */
  readonly normBound: bigint
}

/**
 * @param faults - `0 … 3`
 * @param clip - whole, `1 … 2³¹ − 1`
 * @throws {VainError} `sketch/bad-plan` if one is out of range
 *
 * Source: docs/protocol/robustness.md §3.2.
 */
export function planSketch(faults: number, clip: number): SketchPlan {
  const isWhole = Number.isInteger(faults) && Number.isInteger(clip)
  if (!isWhole || faults < 0 || faults > 3 || clip < 1 || clip >= 2 ** 31)
    throw new VainError('sketch/bad-plan', 'no sketch has these faults or this clip', {
      faults,
      clip,
    })
  const grain = Math.ceil(clip / precision)
  // 12 is more than what rounding 512 buckets by a half each can add.
  const bound = BigInt(Math.ceil((5 * clip) / (4 * grain)) + 12)
  return { faults, places: 4 * faults + 1, clip, grain, normBound: bound * bound }
}

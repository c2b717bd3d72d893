import { VainError } from '@vain/base'

/** CountSketches of one check, each with its own buckets and signs. */
export const sketches = 5
/** Buckets of one sketch. */
export const buckets = 512
/** Entries of all sketches. */
export const entries: number = sketches * buckets
/**
 * Random sums that show entries to be small; one of a bad member is small with odds of a half. So many
 * that no member finds a message by trying whose challenge it passes.
 */
export const projections = 128
/** Columns of degree `f`: the sketches, a mask for each projection, a blind. */
export const lowColumns: number = entries + projections + 1
/** Columns of degree `2f` that hide zero: one a sketch, and a blind. */
export const zeroColumns: number = sketches + 1
/** Columns of a share. */
export const columns: number = lowColumns + zeroColumns
/** Values of an opening of degree `f`: degree check and projections. The others have degree `2f`. */
export const lowOpenings: number = 1 + projections
/** Values of an opening: those, the zero check and the squared norms. */
export const openings: number = lowOpenings + 1 + sketches
/** Masks of projections are `−maskBound … maskBound − 1`: 2³⁹ times what they hide. */
export const maskBound: bigint = 1n << 57n
/** No honest projection is greater, but with probability below 2⁻⁸⁰. */
export const projectionBound: bigint = 1n << 18n

const precision = 8192

/** Most members of a committee that may be anything. */
export const maxFaults = 10

/** Members of a committee of which so many may be anything. */
export const placesFor = (faults: number): number => 4 * faults + 1

/** Most members of a committee. */
export const maxPlaces: number = placesFor(maxFaults)

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
 * @param faults - `0 … 10`
 * @param clip - whole, `1 … 2³¹ − 1`
 * @throws {VainError} `sketch/bad-plan` if one is out of range
 *
 * Source: docs/protocol/robustness.md §3.2.
 */
export function planSketch(faults: number, clip: number): SketchPlan {
  const isWhole = Number.isInteger(faults) && Number.isInteger(clip)
  if (!isWhole || faults < 0 || faults > maxFaults || clip < 1 || clip >= 2 ** 31)
    throw new VainError('sketch/bad-plan', 'no sketch has these faults or this clip', {
      faults,
      clip,
    })
  const grain = Math.ceil(clip / precision)
  // 12 is more than what rounding 512 buckets by a half each can add.
  const bound = BigInt(Math.ceil((5 * clip) / (4 * grain)) + 12)
  return { faults, places: placesFor(faults), clip, grain, normBound: bound * bound }
}

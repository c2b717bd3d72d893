import {
  concatBytes,
  equalBytes,
  fromText,
  type RandomSource,
  Secret,
  toUint,
  VainError,
} from '@vain/base'
import { sha256 } from '@vain/crypto'
import { elementBytes, fromElements, prime, readWords, toElement, toElements } from './field.ts'
import { columns, maskBound, projections, type SketchPlan, zeroColumns } from './plan.ts'

/** What one place gets of one member: a value of every column's polynomial. */
export type SketchShare = Secret<readonly bigint[]>

/**
 * Shares a member's sketches with the committee: any `f` places learn nothing about them.
 *
 * @param sketch - of `sketchVector`, of the member's own vector
 * @param random - source of polynomials and masks; secrecy rests on it
 * @returns one share a place, the first for place 1, each made when it is asked for
 *
 * Source: docs/protocol/robustness.md §3.2.
 */
export function dealSketch(
  plan: SketchPlan,
  sketch: Float64Array,
  random: RandomSource,
): Generator<SketchShare, void> {
  const rounded = Array.from(sketch, (value) => BigInt(Math.round(value / plan.grain)))
  return dealColumns(plan, [...rounded, ...drawMasks(random)], random)
}

/** Shares any values in the columns of sketches and masks; `dealSketch` says which are honest. */
export function* dealColumns(
  plan: SketchPlan,
  values: readonly bigint[],
  random: RandomSource,
): Generator<SketchShare, void> {
  const draw = (count: number): bigint[] => toElements(random(elementBytes * count))
  const low = [...values.map(toElement), ...draw(1)].map((value) => [value, ...draw(plan.faults)])
  const zeros = Array.from({ length: zeroColumns }, () => [0n, ...draw(2 * plan.faults)])
  const polynomials = [...low, ...zeros]
  for (let place = 1n; place <= plan.places; place++)
    yield new Secret(polynomials.map((polynomial) => evaluate(polynomial, place)))
}

/** Uniform masks of the projections. */
export function drawMasks(random: RandomSource): bigint[] {
  const range = 2n * maskBound
  return readWords(random(elementBytes * projections)).map((word) => (word % range) - maskBound)
}

/** A share in the form in which it is sealed: 16 bytes a column. */
export function encodeShare(share: SketchShare): Secret<Uint8Array> {
  return new Secret(share.open(fromElements))
}

/** A share from a peer's bytes; undefined if they are none. */
function parseShare(bytes: Uint8Array): SketchShare | undefined {
  if (bytes.length !== elementBytes * columns) return undefined
  const elements = readWords(bytes)
  return elements.every((element) => element < prime) ? new Secret(elements) : undefined
}

/**
 * What a member publishes of the share that it deals to a place. It hides the share, whose blinds
 * are uniform.
 *
 * @param ctx - of the round, 32 bytes
 *
 * Source: docs/protocol/robustness.md §3.2.
 */
export function sketchShareHash(
  ctx: Uint8Array,
  owner: number,
  place: number,
  share: SketchShare,
): Uint8Array {
  const prefix = [fromText('vain/sketch-share/1'), ctx, toUint(owner, 16), toUint(place, 16)]
  return share.open((elements) => sha256(concatBytes(...prefix, fromElements(elements))))
}

/**
 * A share from the bytes that a member sent or a place shows; undefined if they are not those that
 * the member published the hash of.
 */
export function readShare(
  to: { readonly ctx: Uint8Array; readonly owner: number; readonly place: number },
  hash: Uint8Array,
  bytes: Uint8Array,
): SketchShare | undefined {
  const share = parseShare(bytes)
  if (share === undefined) return undefined
  const expected = sketchShareHash(to.ctx, to.owner, to.place, share)
  return equalBytes(expected, hash) ? share : undefined
}

/** Value at `x` of a polynomial, lowest coefficient first (Horner's rule), reduced at the end. */
function evaluate(polynomial: readonly bigint[], x: bigint): bigint {
  return polynomial.reduceRight((value, coefficient) => value * x + coefficient, 0n) % prime
}

/** @throws {VainError} `sketch/bad-share` if a share has not all its columns */
export function assertColumns(share: readonly bigint[]): void {
  if (share.length !== columns)
    throw new VainError('sketch/bad-share', 'a share has not all its columns', {
      columns: share.length,
    })
}

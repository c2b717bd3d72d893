import { concatBytes, fromText, Secret } from '@vain/base'
import { applyMasks, sha256 } from '@vain/crypto'
import { elementBytes, prime, toElements } from './field.ts'
import { buckets, entries, lowColumns, projections, sketches } from './plan.ts'
import { assertColumns, type SketchShare } from './share.ts'

const checked = lowColumns - 1

/** What is asked of all shares once they are fixed. */
export type SketchChallenge = {
  /** Coefficients of the degree check, one a column of degree `f` but the blind. */
  readonly low: readonly bigint[]
  /** Coefficients of the zero check, one a sketch. */
  readonly zero: readonly bigint[]
  /** Entries that each projection adds and subtracts. */
  readonly projections: readonly { readonly plus: number[]; readonly minus: number[] }[]
}

/**
 * One place's answer about one member: degree check and projections, of degree `f`, then zero check
 * and squared norms, of degree `2f`.
 */
export type SketchOpening = readonly bigint[]

/**
 * Expands the challenge to one member's shares, which follows from its message with all their hashes.
 *
 * Source: docs/protocol/robustness.md §3.2.
 */
export function createChallenge(seed: Uint8Array): SketchChallenge {
  const coefficients = toElements(
    expand('vain/sketch-check/1', seed, elementBytes * (checked + sketches)),
  )
  const signs = expand('vain/sketch-project/1', seed, (projections * entries) / 4)
  return {
    low: coefficients.slice(0, checked),
    zero: coefficients.slice(checked),
    projections: Array.from({ length: projections }, (_, t) => pick(signs, t * entries)),
  }
}

/** Two bits an entry: 2 adds it, 3 subtracts it, else it is left out. */
function pick(signs: Uint8Array, from: number): { plus: number[]; minus: number[] } {
  const plus: number[] = []
  const minus: number[] = []
  for (let b = 0; b < entries; b++) {
    const at = from + b
    const bits = ((signs[at >> 2] as number) >> (2 * (at & 3))) & 3
    if (bits === 2) plus.push(b)
    if (bits === 3) minus.push(b)
  }
  return { plus, minus }
}

function expand(name: string, seed: Uint8Array, length: number): Uint8Array {
  const key = new Secret(sha256(concatBytes(fromText(name), seed)))
  const words = new Uint32Array(Math.ceil(length / 4))
  applyMasks(words, [{ key, sign: 1 }])
  return new Uint8Array(words.buffer).subarray(0, length)
}

/**
 * What a place answers about a member. It hides all of the member's sketches but their norms, but
 * from `f + 1` places that pool their shares.
 *
 * @throws {VainError} `sketch/bad-share` if the share has not all its columns
 *
 * Source: docs/protocol/robustness.md §3.2.
 */
export function openSketch(challenge: SketchChallenge, share: SketchShare): SketchOpening {
  return share.open((columns) => {
    assertColumns(columns)
    const at = (i: number): bigint => columns[i] as bigint
    const sumOf = (places: readonly number[]): bigint => places.reduce((sum, b) => sum + at(b), 0n)
    const lowBlind = at(checked)
    const zeroBlind = at(lowColumns + sketches)
    const check = challenge.low.reduce((sum, c, i) => sum + c * at(i), lowBlind)
    const projected = challenge.projections.map(
      ({ plus, minus }, t) => at(entries + t) + sumOf(plus) - sumOf(minus),
    )
    const zero = challenge.zero.reduce((sum, c, k) => sum + c * at(lowColumns + k), zeroBlind)
    const norms = challenge.zero.map((_, k) => {
      const squares = columns.slice(k * buckets, (k + 1) * buckets)
      return squares.reduce((sum, value) => sum + value * value, at(lowColumns + k))
    })
    return [check, ...projected, zero, ...norms].map((value) => ((value % prime) + prime) % prime)
  })
}

/**
 * Adds a share of a member's sketches to a sum of them, which is what a place answers about a group
 * once it is taken modulo the prime.
 *
 * @param sum - 2,560 numbers, changed in place
 * @throws {VainError} `sketch/bad-share` if the share has not all its columns
 */
export function addShare(sum: bigint[], share: SketchShare): void {
  share.open((columns) => {
    assertColumns(columns)
    for (let b = 0; b < entries; b++) sum[b] = (sum[b] as bigint) + (columns[b] as bigint)
  })
}

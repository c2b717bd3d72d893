import { VainError } from '@vain/base'
import { createDraws, type Draws, shuffle } from '../random/draws.ts'
import { drawDirichlet } from './dirichlet.ts'

/** No part of a Dirichlet partition is left with fewer examples, if there are enough for all. */
const leastExamples = 10

function assertParts(parts: number, count: number): void {
  if (!Number.isInteger(parts) || parts < 1 || parts > count)
    throw new VainError('learn/bad-partition', 'the examples cannot be dealt to so many parts', {
      parts,
      count,
    })
}

/** `items[cuts[k]] … items[cuts[k + 1] − 1]` for every k. */
function cutAt(items: Int32Array, cuts: readonly number[]): Int32Array[] {
  return cuts.slice(1).map((cut, k) => items.slice(cuts[k], cut))
}

/**
 * Splits `count` examples at random into those to train on and those held out.
 *
 * @returns positions, each example in one of the two
 * @throws {VainError} `learn/bad-partition` unless `0 <= heldOut <= count`
 */
export function splitHeldOut(
  count: number,
  options: { heldOut: number; seed: Uint8Array },
): { train: Int32Array; heldOut: Int32Array } {
  const { heldOut, seed } = options
  if (!Number.isInteger(heldOut) || heldOut < 0 || heldOut > count)
    throw new VainError('learn/bad-partition', 'cannot hold out so many examples', {
      heldOut,
      count,
    })
  const order = shuffle(count, createDraws('vain/held-out/1', seed))
  return { train: order.slice(heldOut), heldOut: order.slice(0, heldOut) }
}

/**
 * Deals positions at random into parts whose sizes differ by one at most.
 *
 * @returns one list per part; every position is in exactly one
 * @throws {VainError} `learn/bad-partition` unless `1 <= parts <= positions`
 */
export function partitionIid(positions: Int32Array, parts: number, seed: Uint8Array): Int32Array[] {
  assertParts(parts, positions.length)
  const order = shuffle(positions.length, createDraws('vain/iid/1', seed))
  const cuts = Array.from({ length: parts + 1 }, (_, k) =>
    Math.floor((k * positions.length) / parts),
  )
  return cutAt(
    order.map((i) => positions[i] as number),
    cuts,
  )
}

function dealClass(members: number[], shares: readonly number[], draws: Draws): Int32Array[] {
  const order = shuffle(members.length, draws).map((i) => members[i] as number)
  let sum = 0
  const inner = shares.slice(0, -1).map((share) => {
    sum += share
    return Math.min(members.length, Math.round(sum * members.length))
  })
  return cutAt(order, [0, ...inner, members.length])
}

/** Moves examples from the largest part to those that were left with fewer than `least`. */
function fillUp(parts: number[][], least: number): void {
  for (const part of parts)
    while (part.length < least) {
      const largest = parts.reduce((a, b) => (b.length > a.length ? b : a))
      part.push(largest.pop() as number)
    }
}

/**
 * Deals examples into parts that differ in their labels: the shares of every class are drawn from
 * a symmetric Dirichlet distribution of their own.
 *
 * Every part gets at least ten examples if there are enough, taken from the largest part.
 *
 * @param labels - of all examples
 * @param alpha - concentration, positive: 100 is close to equal shares, 0.1 gives few classes each
 * @returns positions in `labels`, one list per part; every position is in exactly one
 * @throws {VainError} `learn/bad-partition`
 *
 * Source: Hsu, Qi and Brown 2019, by class as in Yurochkin et al. 2019.
 */
export function partitionDirichlet(
  labels: Int32Array,
  parts: number,
  alpha: number,
  seed: Uint8Array,
): Int32Array[] {
  assertParts(parts, labels.length)
  if (!(alpha > 0 && alpha < 1e9))
    throw new VainError('learn/bad-partition', 'alpha is not a positive number', { alpha })
  const draws = createDraws('vain/dirichlet/1', seed)
  const dealt = Array.from({ length: parts }, (): number[] => [])
  for (const label of Int32Array.from(new Set(labels)).sort()) {
    const members = [...labels.keys()].filter((i) => labels[i] === label)
    const shares = drawDirichlet(parts, alpha, draws)
    dealClass(members, shares, draws).forEach((piece, k) => {
      dealt[k]?.push(...piece)
    })
  }
  fillUp(dealt, Math.min(leastExamples, Math.floor(labels.length / parts)))
  return dealt.map((part) => Int32Array.from(part))
}

import { VainError } from '@vain/base'
import { createDraws, type Draws, shuffle } from '../random/draws.ts'

function badPartition(reason: string, context: object): VainError {
  return new VainError('learn/bad-partition', reason, context)
}

/** Positions of every key, keys ascending. */
function groupByKey(keys: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const key of Int32Array.from(new Set(keys)).sort()) groups.set(key, [])
  keys.forEach((key, i) => {
    groups.get(key)?.push(i)
  })
  return groups
}

/** Classes of each part: its own number's first, so that every class has a part if there are enough. */
function assignClasses(classes: number, parts: number, each: number, draws: Draws): number[][] {
  return Array.from({ length: parts }, (_, part) => {
    const first = part % classes
    const others = [...shuffle(classes, draws)].filter((label) => label !== first)
    return [first, ...others.slice(0, each - 1)]
  })
}

/**
 * Deals examples into parts that have `each` classes each; the parts that have a class share its
 * examples evenly. Classes that no part has are left out: there are such if `parts < classes`.
 *
 * @param labels - of all examples
 * @param each - 1 … number of classes among the labels
 * @returns positions in `labels`, one list per part
 * @throws {VainError} `learn/bad-partition`, also if a part would get no example
 *
 * Source: Li, Diao, Chen and He 2022 (NIID-Bench), "quantity-based label imbalance".
 */
export function partitionByLabel(
  labels: Int32Array,
  parts: number,
  each: number,
  seed: Uint8Array,
): Int32Array[] {
  const groups = [...groupByKey(labels).values()]
  if (!Number.isInteger(parts) || parts < 1 || !(each >= 1 && each <= groups.length))
    throw badPartition('no part can have so many classes', { parts, each, classes: groups.length })
  const draws = createDraws('vain/by-label/1', seed)
  const classes = assignClasses(groups.length, parts, each, draws)
  const dealt = Array.from({ length: parts }, (): number[] => [])
  groups.forEach((members, label) => {
    const holders = dealt.filter((_, part) => classes[part]?.includes(label))
    shuffle(members.length, draws).forEach((i, at) => {
      holders[at % holders.length]?.push(members[i] as number)
    })
  })
  if (dealt.some((part) => part.length === 0))
    throw badPartition('a part would have no example', { parts, each })
  return dealt.map((part) => Int32Array.from(part))
}

/**
 * Deals examples by where they are from: nobody shares an origin. The largest origins go first, each
 * to the part that has the fewest examples then.
 *
 * @param origins - of all examples
 * @returns positions in `origins`, ascending, one list per part; every position is in exactly one
 * @throws {VainError} `learn/bad-partition` if there are fewer origins than parts
 */
export function partitionByOrigin(origins: Int32Array, parts: number): Int32Array[] {
  const groups = [...groupByKey(origins).values()]
  if (!Number.isInteger(parts) || parts < 1 || parts > groups.length)
    throw badPartition('there are fewer origins than parts', { parts, origins: groups.length })
  const dealt = Array.from({ length: parts }, (): number[] => [])
  // Of equal sizes the first counts, in both orders: nothing is left to chance.
  for (const group of groups.toSorted((a, b) => b.length - a.length)) {
    const least = dealt.reduce((a, b) => (b.length < a.length ? b : a))
    least.push(...group)
  }
  return dealt.map((part) => Int32Array.from(part).sort())
}

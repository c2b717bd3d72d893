import { VainError } from '@vain/base'
import type { CombineRule } from '../configuration/settings.ts'

const least: Record<CombineRule, (byzantine: number) => number> = {
  mean: () => 1,
  median: (f) => 2 * f + 1,
  'trimmed-mean': (f) => 2 * f + 1,
  'centred-clipping': (f) => 2 * f + 1,
  krum: (f) => 2 * f + 3,
  'multi-krum': (f) => 2 * f + 3,
  bulyan: (f) => 4 * f + 3,
}

/** All rules, the one without protection first. */
export const combineRules: readonly CombineRule[] = Object.keys(least) as CombineRule[]

/** Fewest means among which a rule stands `byzantine` bad ones. */
export function leastMeans(rule: CombineRule, byzantine: number): number {
  return least[rule](byzantine)
}

/** Squares of ten thousand times as much still add up to a double, a million times over. */
const greatest = 1e100

function isFit(mean: Float64Array, length: number): boolean {
  // A loop: `every` with a closure takes four times as long over millions of values.
  for (let j = 0; j < mean.length; j++) if (!(Math.abs(mean[j] as number) <= greatest)) return false
  return mean.length === length
}

/**
 * Checks what every rule takes for granted.
 *
 * @throws {VainError} `protocol/bad-means` if lengths differ, or a value is not finite or beyond
 *   10¹⁰⁰; `protocol/too-few-means` if the rule cannot stand so many bad ones among so few
 */
export function assertMeans(
  rule: CombineRule,
  means: readonly Float64Array[],
  byzantine: number,
): void {
  const length = means[0]?.length ?? 0
  const unfit = means.findIndex((mean) => !isFit(mean, length))
  if (unfit >= 0)
    throw new VainError('protocol/bad-means', 'a mean has another length or an unfit value', {
      place: unfit,
    })
  const needed = leastMeans(rule, byzantine)
  if (!Number.isInteger(byzantine) || byzantine < 0 || means.length < needed)
    throw new VainError('protocol/too-few-means', 'too few means for so many bad ones', {
      rule,
      means: means.length,
      byzantine,
      needed,
    })
}

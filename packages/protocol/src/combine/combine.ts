import type { CombineRule } from '../configuration/settings.ts'
import { bulyan } from './bulyan.ts'
import { centredClipping } from './centredClipping.ts'
import { krum, multiKrum } from './krum.ts'
import { mean } from './mean.ts'
import { assertMeans } from './means.ts'
import { median, trimmedMean } from './order.ts'

const rules: Record<
  CombineRule,
  (means: readonly Float64Array[], byzantine: number) => Float64Array
> = {
  mean,
  median,
  'trimmed-mean': trimmedMean,
  'centred-clipping': centredClipping,
  krum,
  'multi-krum': multiKrum,
  bulyan,
}

/**
 * One vector from the means of several groups, of which some may be anything.
 *
 * Only + − × ÷ √ of IEEE doubles and comparisons in the order that the specification fixes, equal
 * scores by their place in `means`: the bytes agree on every machine. What each rule promises, and
 * what none does, stands in docs/protocol/robustness.md.
 *
 * @param rule - how to combine
 * @param means - one vector per group, of one length, finite and at most 10¹⁰⁰ in magnitude; left
 *   as they were
 * @param byzantine - how many of `means` may be anything; `mean` tolerates none, whatever it is told
 * @returns a new vector of the same length
 * @throws {VainError} `protocol/bad-means`, `protocol/too-few-means`
 *
 * Source: docs/protocol/robustness.md §2.
 */
export function combine(
  rule: CombineRule,
  means: readonly Float64Array[],
  byzantine: number,
): Float64Array {
  assertMeans(rule, means, byzantine)
  return rules[rule](means, byzantine)
}

import type { RoundParams, TopologyPlan } from '@vain/protocol'

/** A set of members whose updates come out as one sum. */
export type SumGroup = { readonly size: number; readonly threshold: number }

/** The sums that a round's plan leads to, by their sizes; members are as many as are in the round. */
export function sumGroups(
  plan: TopologyPlan,
  members: number,
  threshold: number,
): readonly SumGroup[] {
  if (plan.kind === 'singles') return [{ size: 1, threshold: 1 }]
  // In a graph neighbours mask each other, but the sum is that of all.
  if (plan.kind !== 'groups') return [{ size: members, threshold }]
  const [small, large] = plan.thresholds
  const sizes = [{ size: plan.size, threshold: small }]
  return members % plan.count === 0 ? sizes : [...sizes, { size: plan.size + 1, threshold: large }]
}

/**
 * Fewest honest members in a sum that is opened: of the `threshold` that it takes, all corrupt ones
 * may be there and add no noise. Who is dropped is the leader's choice, so that dropouts do not count.
 *
 * In a group drawn at random fewer than `2 · threshold - size` are corrupt, but for odds of 2⁻⁴⁰.
 *
 * Source: docs/protocol/privacy.md §3.
 */
export function honestFloor(
  { size, threshold }: SumGroup,
  members: number,
  { corruptionBps }: Pick<RoundParams, 'corruptionBps'>,
): number {
  const corrupt = Math.ceil((members * corruptionBps) / 10_000)
  return Math.max(1, threshold - Math.min(corrupt, Math.max(0, 2 * threshold - size - 1)))
}

import {
  assertNoWrap,
  type Configuration,
  planTopology,
  type RoundParams,
  type TopologyPlan,
  thresholdOf,
  updateLength,
} from '@vain/protocol'
import { type NoisePlan, planNoise } from '../mechanism/noisePlan.ts'
import { honestFloor, type SumGroup, sumGroups } from './honestFloor.ts'

/** What decides who is in a sum with whom. */
export type Sizes = {
  readonly members: number
  readonly params: Pick<RoundParams, 'corruptionBps'>
}

/** Noise of one group's members, and what it counts on. */
export type GroupNoise = {
  readonly group: SumGroup
  readonly honest: number
  readonly plan: NoisePlan
}

/** Who sums with whom under a configuration. */
function planOf(configuration: Configuration, { members, params }: Sizes): TopologyPlan {
  const { grouping, dropoutBps } = configuration.aggregation
  const { corruptionBps } = params
  const threshold = thresholdOf(members, corruptionBps)
  return planTopology(members, { grouping, threshold, corruptionBps, dropoutBps })
}

/**
 * Noise that a run's members add, for every size of group; none if the run promises nothing.
 *
 * @throws {VainError} `privacy/bad-terms`, `privacy/noise-too-small`, `privacy/noise-too-great`
 */
export function groupNoises(configuration: Configuration, sizes: Sizes): readonly GroupNoise[] {
  if (configuration.privacy.unit === 'none') return []
  const threshold = thresholdOf(sizes.members, sizes.params.corruptionBps)
  const groups = sumGroups(planOf(configuration, sizes), sizes.members, threshold)
  return groups.flatMap((group) => noiseOf(configuration, group, sizes) ?? [])
}

/** Noise of the members of one group. */
export function noiseOf(
  configuration: Configuration,
  group: SumGroup,
  { members, params }: Sizes,
): GroupNoise | undefined {
  const { numbers, privacy } = configuration
  const { unit, ...rest } = privacy
  if (unit === 'none') return undefined
  const honest = honestFloor(group, members, params)
  // Noise is in every number that a member sends, and each of them is rounded.
  const parameters = updateLength(configuration)
  return { group, honest, plan: planNoise({ ...numbers, ...rest, unit, parameters, honest }) }
}

/** δ of a run that promises something. */
export const deltaOf = ({ privacy }: Configuration): number => 10 ** -privacy.deltaExponent

/**
 * Refuses runs whose sums have no room for all their noise.
 *
 * @throws {VainError} `protocol/sum-may-wrap`
 */
export function assertRoom(configuration: Configuration, { group, plan }: GroupNoise): void {
  assertNoWrap(configuration, group.size, Math.sqrt(group.size) * plan.deviation)
}

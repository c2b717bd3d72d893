import { VainError } from '@vain/base'
import { assertRoom, groupNoises } from '@vain/privacy'
import {
  assertNoWrap,
  type Configuration,
  fitsEnvelopes,
  hasCommittee,
  hasGroupsFor,
  maxCheckedGroups,
  maxCheckedSurvivors,
  planTopology,
  type RoundParams,
  type TopologyPlan,
  thresholdOf,
} from '@vain/protocol'
import { committeeRisk } from './committeeRisk.ts'
import { type Finding, fine, problem, warning } from './findings.ts'

/** Rounds in which a committee may be lost to the corrupt, of all that there are. */
const greatestRisk = 1e-3

/**
 * What a round with so many members would be.
 *
 * @param members - at least 2
 *
 * Source: docs/protocol §4.9, §4.10, §5.1.
 */
export function assessMembers(
  configuration: Configuration,
  params: RoundParams,
  members: number,
): readonly Finding[] {
  const { aggregation } = configuration
  const { corruptionBps } = params
  const { grouping, dropoutBps } = aggregation
  const threshold = thresholdOf(members, corruptionBps)
  const plan = planTopology(members, { grouping, threshold, corruptionBps, dropoutBps })
  return [
    ...assessTopology(plan, members),
    ...assessGroups(configuration, plan, members),
    ...assessRoom(configuration, plan, members, params),
    ...assessEnvelopes(configuration, plan, members),
    ...assessCommittee(configuration, members, corruptionBps),
  ]
}

function assessTopology(plan: TopologyPlan, members: number): readonly Finding[] {
  const who = `${members} members:`
  switch (plan.kind) {
    case 'singles':
      return [warning(`${who} nobody masks, so every update is public`)]
    case 'whole':
      return plan.threshold < members
        ? [fine(`${who} everyone masks with everyone, and ${plan.threshold} of them open a sum`)]
        : [warning(`${who} all of them have to stay, or the round is lost`)]
    case 'graph':
      return [fine(`${who} each masks with ${plan.degree} others, all in one sum`)]
    case 'groups':
      return [
        fine(
          `${who} ${plan.count} groups of ${plan.size} or one more, ${plan.thresholds[0]} open a sum`,
        ),
      ]
  }
}

/** Means that are compared in a round. */
const groupsOf = (plan: TopologyPlan, members: number): number =>
  plan.kind === 'groups' ? plan.count : plan.kind === 'singles' ? members : 1

function assessGroups(
  { aggregation }: Configuration,
  plan: TopologyPlan,
  members: number,
): readonly Finding[] {
  const groups = groupsOf(plan, members)
  if (hasGroupsFor(aggregation, groups)) return []
  return [problem(`${members} members: ${groups} means are too few for ${aggregation.combine}`)]
}

/** Members of the largest sum. */
function largestSum(plan: TopologyPlan, members: number): number {
  if (plan.kind === 'singles') return 1
  return plan.kind === 'groups' ? Math.ceil(members / plan.count) : members
}

function assessRoom(
  configuration: Configuration,
  plan: TopologyPlan,
  members: number,
  params: RoundParams,
): readonly Finding[] {
  try {
    assertNoWrap(configuration, largestSum(plan, members), 0)
    for (const noise of groupNoises(configuration, { members, params }))
      assertRoom(configuration, noise)
    return []
  } catch (error) {
    const isOurs =
      error instanceof VainError && /^(protocol\/sum-may-wrap|privacy\/)/.test(error.code)
    if (!isOurs) throw error
    return [
      problem(`${members} members: ${error.message}; take fewer bits of scale, or wider lanes`),
    ]
  }
}

/** What a check takes, as a sentence goes on. Source: docs/protocol §3. */
export const mostChecked: string = `a check takes ${maxCheckedSurvivors} members in ${maxCheckedGroups} groups at most`

function assessEnvelopes(
  configuration: Configuration,
  plan: TopologyPlan,
  members: number,
): readonly Finding[] {
  const groups = groupsOf(plan, members)
  if (fitsEnvelopes(configuration, members, groups)) return []
  const sums = groups === 1 ? 'one sum' : `${groups} sums`
  return [problem(`${members} members in ${sums}: ${mostChecked}`)]
}

function assessCommittee(
  configuration: Configuration,
  members: number,
  corruptionBps: number,
): readonly Finding[] {
  const { check, committeeFaults } = configuration.aggregation
  if (check === 'none') return []
  if (!hasCommittee(configuration, members))
    return [problem(`${members} members: too few for the committee of the check`)]
  const corrupt = Math.ceil((members * corruptionBps) / 10_000)
  const risk = committeeRisk({ members, corrupt, faults: committeeFaults })
  const text = `${members} members: more than ${committeeFaults} of a committee are corrupt in ${share(risk)}`
  return [
    risk > greatestRisk ? warning(`${text}; more committeeFaults make that rarer`) : fine(text),
  ]
}

const share = (risk: number): string =>
  risk === 0 ? 'no round' : `a share of ${risk.toPrecision(2)} of rounds`

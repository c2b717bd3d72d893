import {
  type Aggregation,
  type Beacon,
  leastMeans,
  plainSettings,
  type RoundParams,
  thresholdOf,
} from '@vain/protocol'
import type { Plan } from './plan.ts'

/**
 * How a network's updates become one. A rule is told of as many bad updates as it withstands even in
 * a round with no more survivors than its threshold, so that no round is lost to those who stay out.
 * One member of a committee may be anything.
 */
export function aggregationOf(
  { nodes, grouping = 'whole', combine = 'mean', check = 'none' }: Plan,
  { corruptionBps }: Pick<RoundParams, 'corruptionBps'>,
  beacon?: Beacon,
): Aggregation {
  const drawing = beacon && { ...beacon, delaySeconds: 1 }
  const checked = { check, committeeFaults: 1, beacon: drawing }
  const aggregation = {
    ...{ ...plainSettings.aggregation, grouping, combine },
    ...(check === 'none' ? {} : checked),
  }
  if (combine === 'mean') return aggregation
  const fewest = thresholdOf(nodes, corruptionBps)
  let byzantine = 0
  while (leastMeans(combine, byzantine + 1) <= fewest) byzantine++
  // Rounded down here and up where it is read: of all nodes exactly that many.
  return { ...aggregation, byzantineBps: Math.floor((byzantine * 10_000) / nodes) }
}

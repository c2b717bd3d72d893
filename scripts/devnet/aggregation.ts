import { VainError } from '@vain/base'
import {
  type Aggregation,
  leastMeans,
  plainSettings,
  type RoundParams,
  thresholdOf,
} from '@vain/protocol'
import type { DevnetOptions } from './options.ts'
import type { Plan } from './plan.ts'

/**
 * How a network's updates become one. A rule is told of as many bad updates as it withstands even in
 * a round with no more survivors than its threshold, so that no round is lost to those who stay out.
 */
export function aggregationOf(
  { nodes, grouping = 'whole', combine = 'mean' }: Plan,
  { corruptionBps }: Pick<RoundParams, 'corruptionBps'>,
): Aggregation {
  const aggregation = { ...plainSettings.aggregation, grouping, combine }
  if (combine === 'mean') return aggregation
  const fewest = thresholdOf(nodes, corruptionBps)
  let byzantine = 0
  while (leastMeans(combine, byzantine + 1) <= fewest) byzantine++
  // Rounded down here and up where it is read: of all nodes exactly that many.
  return { ...aggregation, byzantineBps: Math.floor((byzantine * 10_000) / nodes) }
}

/** @throws {VainError} `devnet/option-conflict` if an option contradicts another */
export function assertCompatible(options: DevnetOptions): void {
  const { privacy, laneBits, serverOptimiser, grouping, combine } = options
  const own = laneBits ?? serverOptimiser ?? grouping ?? combine
  if (privacy === 'record' && own !== undefined)
    throw new VainError('devnet/option-conflict', 'privacy record has settings of its own', {
      wayOut: 'Leave out --lane-bits, --server-optimiser, --grouping and --combine.',
    })
  if ((combine ?? 'mean') !== 'mean' && grouping !== 'singles')
    throw new VainError('devnet/option-conflict', `${combine} needs updates to compare`, {
      wayOut: 'Add --grouping singles, with which every update is public.',
    })
}

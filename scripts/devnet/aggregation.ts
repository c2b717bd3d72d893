import { VainError } from '@vain/base'
import {
  type Aggregation,
  type Beacon,
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

/** @throws {VainError} `devnet/option-conflict` if an option contradicts another */
export function assertCompatible(options: DevnetOptions): void {
  const { privacy, laneBits, serverOptimiser, strategy } = options
  const { proximal, grouping, combine, check, replay } = options
  const own = [laneBits, serverOptimiser, strategy, proximal, grouping, combine, check, replay]
  if (privacy === 'record' && own.some((option) => option !== undefined))
    throw new VainError('devnet/option-conflict', 'privacy record has settings of its own', {
      wayOut:
        'Leave out --lane-bits, --server-optimiser, --strategy, --proximal, --grouping, --combine, --check and --replay.',
    })
  if ((combine ?? 'mean') !== 'mean' && grouping !== 'singles')
    throw new VainError('devnet/option-conflict', `${combine} needs updates to compare`, {
      wayOut: 'Add --grouping singles, with which every update is public.',
    })
  if ((strategy === 'scaffold' || strategy === 'diloco') && grouping === 'singles')
    throw new VainError('devnet/option-conflict', `${strategy} needs masks`, {
      wayOut: 'Leave out --grouping singles: nobody could tell whose update was in a sum.',
    })
  if (replay === true && (strategy ?? 'fedavg') !== 'fedavg')
    throw new VainError(
      'devnet/option-conflict',
      `nobody can repeat what ${strategy} leaves to nodes`,
      {
        wayOut: 'Leave out --replay or --strategy.',
      },
    )
  if (check === 'sketch' && strategy === 'scaffold')
    throw new VainError('devnet/option-conflict', 'a check bounds no controls, which add up', {
      wayOut: 'Leave out --check or --strategy scaffold.',
    })
  if (check === 'sketch' && grouping === 'singles')
    throw new VainError('devnet/option-conflict', 'a check is of what nobody sees', {
      wayOut: 'Leave out --grouping singles, with which every update is public.',
    })
  if (check === 'sketch' && (options.nodes ?? leastChecked) < leastChecked)
    throw new VainError('devnet/option-conflict', 'a check needs a committee of five', {
      wayOut: `Start with --nodes ${leastChecked} or more.`,
    })
}

/** Nodes of whom five stand in a committee, of which one may be anything. */
const leastChecked = 5

import type { Meter } from '@vain/base'
import type { Follower } from '../follower/createFollower.ts'
import { chainMetrics } from './chainMetrics.ts'

/**
 * Shows how far the chain was read.
 *
 * @returns a function that ends it
 */
export function measureFollower(
  follower: Pick<Follower, 'view' | 'onChange'>,
  meter: Meter,
): () => void {
  const { headBlock, headTime, reorganisations } = meter.open(chainMetrics)
  let highest = 0
  headBlock.follow(() => [[{}, follower.view.block.number]])
  headTime.follow(() => [[{}, follower.view.block.timestamp]])
  return follower.onChange(({ block }) => {
    if (block.number <= highest) reorganisations.add({})
    highest = block.number
  })
}

import { maxContexts } from '@vain/protocol'
import type { Dealt } from './memberStore.ts'

/** Places among them that are kept for leaders that have none yet. */
const reserved = 2

/**
 * Whether shares may be dealt in one more context for a leader.
 *
 * More than one a round is needed, because a leader that takes over may have to begin anew. A
 * leader that shows rosters one after the other uses up its own places and not the others'.
 */
export function mayDeal(contexts: readonly Dealt[], leader: number): boolean {
  const isFirst = contexts.every((dealt) => dealt.leader !== leader)
  return contexts.length < (isFirst ? maxContexts : maxContexts - reserved)
}

import { isOver, type RunView } from '@vain/protocol'
import type { MemberStore } from '../store/index.ts'
import { countedRounds } from './countedRounds.ts'

/**
 * Deletes what no later round of a run goes on from of what a member kept by its strategy: that of
 * rounds that are over and do not count, of those that count all but the last few, for a rollback,
 * and everything once the run has had its last round.
 *
 * Source: docs/protocol §5.6.
 */
export async function forgetOwn(
  store: Pick<MemberStore, 'keepOwn'>,
  run: RunView,
  index: number,
): Promise<void> {
  const next = run.machine.cursor.round + 1
  const last = run.rounds.at(-1)
  const isLive = last !== undefined && !isOver(run, last)
  const before = { model: run.model, round: next }
  const counted = isSpent(run) ? [] : countedRounds(run, before, index)
  await store.keepOwn({ run: run.run, round: isLive ? next - 1 : next }, counted)
}

/** Whether no round opens any more, nor can the last one be overturned. */
export function isSpent({ machine, spec }: RunView): boolean {
  const { round, state } = machine.cursor
  return round >= spec.params.lastRound && (state === 'final' || state === 'aborted')
}

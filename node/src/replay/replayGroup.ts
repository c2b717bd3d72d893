import { createStepSum, type GroupSum, type RoundView, type Topology } from '@vain/protocol'
import type { Trainer } from '../train/index.ts'
import { publicUpdate, type StepInputs, trainStep } from './trainStep.ts'

/** A group of a round, what it is said to add up to, and what its members did. */
export type GroupInputs = Omit<StepInputs, 'index'> & {
  /** Who is in its sum, ascending. */
  readonly members: readonly number[]
  /** As it was opened. */
  readonly sum: GroupSum
}

/** Who is in the sum of a group, ascending. */
export function membersOf(
  { survivors }: Pick<RoundView, 'survivors'>,
  { groups }: Pick<Topology, 'groups'>,
  group: number,
): readonly number[] {
  const there = new Set(survivors)
  return (groups[group] ?? []).filter((index) => there.has(index))
}

/** What came of doing a group's steps again. */
export type GroupReplay = {
  readonly group: number
  /** Who is in its sum, ascending. */
  readonly members: readonly number[]
  /** First number of the sum that is another one; undefined if all are the same. */
  readonly firstDifference: number | undefined
}

/**
 * Does the steps of a group of a replayable run again, and compares their sum with the group's.
 *
 * If all numbers are the same, the sum is that of its members' honest training, but for members of
 * one group that differ from it by amounts which cancel. If not, one of them at least did something
 * else; alone in its group, it is that one.
 *
 * @throws what training throws, `train/other-examples` among it
 *
 * Source: docs/protocol §5.7.
 */
export async function replayGroup(
  trainer: Pick<Trainer, 'train'>,
  { round, materials, model, members, sum }: GroupInputs,
  signal: AbortSignal,
): Promise<GroupReplay> {
  const { configuration } = materials
  const total = createStepSum(configuration)
  for (const index of members) {
    const inputs = { round, index, materials, model }
    total.add(publicUpdate(await trainStep(trainer, inputs, signal), inputs, configuration))
  }
  const again = total.sum()
  const at = again.findIndex((value, i) => value !== sum.sum[i])
  return { group: sum.group, members, firstDifference: at < 0 ? undefined : at }
}

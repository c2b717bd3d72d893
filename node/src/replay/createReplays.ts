import { type Log, type Meter, noMeter, type RandomSource } from '@vain/base'
import { createDraws } from '@vain/learn'
import type { DerivedRound, RoundView } from '@vain/protocol'
import { nodeMetrics } from '../metrics/index.ts'
import type { RunMaterials } from '../run/index.ts'
import type { Trainer } from '../train/index.ts'
import { type GroupInputs, membersOf, replayGroup } from './replayGroup.ts'

/** What a validator needs to do steps again. */
export type ReplayDeps = {
  readonly log: Log
  readonly random: RandomSource
  /** Has all examples of the run. */
  readonly replayer: Pick<Trainer, 'train'>
  /** Counts what it finds. */
  readonly meter?: Meter
}

type Place = { readonly run: number; readonly round: number }

/** What a validator found in a round. */
type Judged = {
  readonly round: RoundView
  readonly materials: RunMaterials
  /** Parameters that the round began with. */
  readonly model: Float32Array
  readonly derived: Pick<DerivedRound, 'frame' | 'sums'>
}

/** Does steps of replayable runs again, beside everything else and one group at a time. */
export type Replays = {
  /**
   * Draws a group of a round and does its steps again; nothing in a run that is not replayable, and
   * nothing while the group of an earlier round is still being done.
   */
  begin(judged: Judged): void
  stop(): Promise<void>
}

/**
 * Replays by lot: of each round one group, all groups alike, drawn with randomness of this
 * validator's own that nobody knows before or after. What it finds is logged; it changes nothing of
 * a round.
 *
 * @param replayMembers - a drawn group with more members in its sum is left alone, which is said
 *   aloud; 0 draws none
 */
export function createReplays(
  deps: ReplayDeps,
  { replayMembers }: { readonly replayMembers: number },
): Replays {
  const { log, random, replayer, meter = noMeter } = deps
  const { replays } = meter.open(nodeMetrics)
  const ending = new AbortController()
  let running: Promise<void> | undefined

  // The lot falls among all groups: if it fell among small ones, great ones could do as they like.
  function draw({ round, materials, model, derived }: Judged): GroupInputs | undefined {
    const { sums, frame } = derived
    const sum = sums[createDraws('vain/replay/1', random(32)).below(Math.max(1, sums.length))]
    if (sum === undefined) return undefined
    const members = membersOf(round, frame.topology, sum.group)
    return { round, materials, model, members, sum }
  }

  async function replay(drawn: GroupInputs, place: Place): Promise<void> {
    try {
      const { firstDifference, ...found } = await replayGroup(replayer, drawn, ending.signal)
      const facts = { ...place, ...found }
      replays.add({ outcome: firstDifference === undefined ? 'same' : 'different' })
      if (firstDifference === undefined) log.info('a group’s steps give its sum', facts)
      else log.warn('a group’s steps do not give its sum', { ...facts, firstDifference })
    } catch (error) {
      if (ending.signal.aborted) return
      replays.add({ outcome: 'failed' })
      log.warn('a group could not be replayed', { ...place, error })
    }
  }

  return {
    begin(judged) {
      const { replay: isReplayable } = judged.materials.configuration
      if (isReplayable === undefined || replayMembers === 0 || ending.signal.aborted) return
      const place = { run: judged.round.run, round: judged.round.round }
      if (running !== undefined)
        return log.info('no group of a round is replayed: one of an earlier round still is', place)
      const drawn = draw(judged)
      if (drawn === undefined) return
      const { group, survivors } = drawn.sum
      if (survivors > replayMembers)
        return log.warn('the drawn group has more members than are to be replayed', {
          ...{ ...place, group, members: survivors, replayMembers },
          wayOut: 'Raise --replay-members to have such groups replayed too.',
        })
      running = replay(drawn, place).finally(() => {
        running = undefined
      })
    },
    async stop() {
      ending.abort()
      await running
    },
  }
}

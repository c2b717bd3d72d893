import type { Log, RandomSource } from '@vain/base'
import { createDraws } from '@vain/learn'
import type { DerivedRound, RoundView } from '@vain/protocol'
import type { RunMaterials } from '../run/index.ts'
import type { Trainer } from '../train/index.ts'
import { replayGroup } from './replayGroup.ts'

/** What a validator needs to do steps again. */
export type ReplayDeps = {
  readonly log: Log
  readonly random: RandomSource
  /** Has all examples of the run. */
  readonly trainer: Pick<Trainer, 'train'>
}

/** What a validator found in a round. */
export type Judged = {
  readonly round: RoundView
  readonly materials: RunMaterials
  /** Parameters that the round began with. */
  readonly model: Float32Array
  readonly derived: Pick<DerivedRound, 'frame' | 'sums'>
}

/** Does steps of replayable runs again, beside everything else and one group at a time. */
export type Replays = {
  /** Draws a group of a round and does its steps again; nothing in a run that is not replayable. */
  begin(judged: Judged): void
  stop(): Promise<void>
}

/**
 * Replays by lot: of each round one group, drawn with randomness of this validator's own that nobody
 * knows before or after. What it finds is logged; it changes nothing of a round.
 *
 * @param replayMembers - groups with more members in their sum are left out; 0 for none
 */
export function createReplays(
  deps: ReplayDeps,
  { replayMembers }: { readonly replayMembers: number },
): Replays {
  const { log, random, trainer } = deps
  const ending = new AbortController()
  let running: Promise<void> | undefined

  async function replay({ round, materials, model, derived }: Judged): Promise<void> {
    const place = { run: round.run, round: round.round }
    const small = derived.sums.filter(({ survivors }) => survivors <= replayMembers)
    const sum = small[createDraws('vain/replay/1', random(32)).below(Math.max(1, small.length))]
    if (sum === undefined) return log.debug('no group is small enough to replay', place)
    const { topology } = derived.frame
    try {
      const inputs = { round, materials, model, topology, sum }
      const { firstDifference, ...found } = await replayGroup(trainer, inputs, ending.signal)
      const facts = { ...place, ...found }
      if (firstDifference === undefined) log.info('a group’s steps give its sum', facts)
      else log.warn('a group’s steps do not give its sum', { ...facts, firstDifference })
    } catch (error) {
      if (!ending.signal.aborted) log.warn('a group could not be replayed', { ...place, error })
    }
  }

  return {
    begin(judged) {
      const { replay: isReplayable } = judged.materials.configuration
      if (isReplayable === undefined || replayMembers === 0 || ending.signal.aborted) return
      // A validator that is slower than its rounds leaves some out: a lot is a lot.
      running ??= replay(judged).finally(() => {
        running = undefined
      })
    },
    async stop() {
      ending.abort()
      await running
    },
  }
}

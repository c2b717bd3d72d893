import type { Learner } from '../learning/learner.ts'
import { transferSeconds } from '../population/population.ts'
import { createSelector } from '../selection/createSelector.ts'
import { createBufferedRounds } from './bufferedRounds.ts'
import { playRound } from './playRound.ts'
import type { RoundOutcome, Stage } from './stage.ts'

/** The rounds of a scenario, one after the other. */
export type Rounds = { play(count: number): Promise<RoundOutcome> }

/** Rounds that members are asked to, or that those who are ready make. */
export function createRounds(stage: Stage, learner: Learner): Rounds {
  const { scenario } = stage
  const { selection } = scenario
  if (selection.kind === 'buffered') return createBufferedRounds(stage, selection)
  const selector = createSelector(scenario, selection, (member) => secondsOf(stage, member))
  return {
    async play(count) {
      const outcome = await playRound(stage, selector.choose(count))
      for (const { member, seconds, rms } of outcome.contributions) {
        const examples = learner.examplesOf(member)
        selector.learn({ member, round: count, rms, examples, seconds })
      }
      return outcome
    },
  }
}

/** What a member expects of a round: to fetch the model, to train, to send as much. */
function secondsOf({ population, width, examplesTrained }: Stage, member: number): number {
  const device = population.deviceOf(member)
  const trained = examplesTrained(member) / device.examplesPerSecond
  return trained + 2 * transferSeconds(device, 4 * width)
}
